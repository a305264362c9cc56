package io.aigw.pick;

import java.util.Optional;

/** The policies by the names that users know them by, each with nothing remembered. */
public final class Policies {

  /** See {@link LeastInFlight}; the default. */
  public static final String LEAST_REQUESTS = "least-requests";

  /** The same, where least requests is what Envoy counts by itself. */
  public static final String LEAST_IN_FLIGHT = "least-in-flight";

  /** See {@link RoundRobin}. */
  public static final String ROUND_ROBIN = "round-robin";

  /** See {@link Uniform}. */
  public static final String RANDOM = "random";

  /** See {@link SessionAffinity}. */
  public static final String SESSION_AFFINITY = "session-affinity";

  /** See {@link DecisionTree}. */
  public static final String DECISION_TREE = "decision-tree";

  private Policies() {}

  /** The policy of this name. */
  public static Optional<Policy> named(String name) {
    return switch (name) {
      case LEAST_REQUESTS, LEAST_IN_FLIGHT -> Optional.of(new LeastInFlight());
      case ROUND_ROBIN -> Optional.of(new RoundRobin());
      case RANDOM -> Optional.of(new Uniform());
      case SESSION_AFFINITY -> Optional.of(new SessionAffinity(new LeastInFlight()));
      case DECISION_TREE -> Optional.of(new DecisionTree());
      default -> Optional.empty();
    };
  }
}
