package io.aigw.operator.testing;

import io.aigw.operator.local.EnvoyBinary;
import io.aigw.operator.local.Unavailable;
import io.aigw.simulator.Simulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Programs that tests start. */
public final class Programs {

  private Programs() {}

  /** The Envoy of {@code AIGW_ENVOY}, or the one that the build has fetched. */
  public static Path envoy() throws Unavailable {
    Optional<Path> own = Optional.ofNullable(System.getenv("AIGW_ENVOY")).map(Path::of);
    return EnvoyBinary.find(own, System.getenv());
  }

  /** The command that runs a class of the test's class path in a JVM of its own. */
  public static List<String> java(Class<?> main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx128m",
        "-cp",
        System.getProperty("java.class.path"),
        main.getName());
  }

  /** The command that runs the simulated model server. */
  public static List<String> simulator() {
    return java(Simulator.class);
  }
}
