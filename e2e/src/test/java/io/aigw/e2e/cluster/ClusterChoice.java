package io.aigw.e2e.cluster;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/** Which cluster tests run on. */
enum ClusterChoice {
  /** {@link K3s}. */
  K3S,
  /** {@link LocalRig}. */
  RIG;

  private static final String VARIABLE = "AIGW_E2E_CLUSTER";

  /** The one of the environment; without one, what this machine can run. */
  static ClusterChoice ofThisMachine() {
    return of(System.getenv(VARIABLE), () -> DockerClientFactory.instance().isDockerAvailable());
  }

  /**
   * The one that is asked for. If none is: k3s where a Docker engine answers, else the rig.
   *
   * @throws IllegalArgumentException if something else is asked for
   */
  static ClusterChoice of(@Nullable String asked, BooleanSupplier dockerAnswers) {
    return switch (asked == null ? "" : asked) {
      case "k3s" -> K3S;
      case "rig" -> RIG;
      case "" -> dockerAnswers.getAsBoolean() ? K3S : RIG;
      default ->
          throw new IllegalArgumentException(VARIABLE + " is rig or k3s, not '" + asked + "'");
    };
  }
}
