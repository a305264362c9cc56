package io.aigw.pick;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  private static final Set<String> COUNT_IN_FLIGHT =
      Stream.of(
              LEAST_REQUESTS, LEAST_IN_FLIGHT, ROUND_ROBIN, RANDOM, SESSION_AFFINITY, DECISION_TREE)
          .filter(name -> named(name).filter(Policy::countsInFlight).isPresent())
          .collect(Collectors.toUnmodifiableSet());

  private Policies() {}

  /** See {@link Policy#countsInFlight}; no unknown policy does. */
  public static boolean countsInFlight(String name) {
    return COUNT_IN_FLIGHT.contains(name);
  }

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
