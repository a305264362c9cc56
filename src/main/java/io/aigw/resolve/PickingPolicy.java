package io.aigw.resolve;

import static java.util.stream.Collectors.joining;

import io.aigw.ir.Cluster;
import java.util.Arrays;
import java.util.Optional;

/** How this gateway chooses an endpoint of a pool: what the pool's annotation may say. */
enum PickingPolicy {
  LEAST_REQUESTS("least-requests", Cluster.Role.BACKEND),
  LEAST_IN_FLIGHT("least-in-flight", Cluster.Role.OPTIONALLY_PICKED),
  ROUND_ROBIN("round-robin", Cluster.Role.IN_TURN),
  RANDOM("random", Cluster.Role.AT_RANDOM),
  SESSION_AFFINITY("session-affinity", Cluster.Role.BY_SESSION),
  DECISION_TREE("decision-tree", Cluster.Role.OPTIONALLY_PICKED);

  private final String written;
  private final Cluster.Role role;

  PickingPolicy(String written, Cluster.Role role) {
    this.written = written;
    this.role = role;
  }

  String written() {
    return written;
  }

  /** What Envoy does by itself, or leaves to whom it asks. */
  Cluster.Role role() {
    return role;
  }

  /** Whether somebody is asked for each request. */
  boolean isAsked() {
    return role == Cluster.Role.OPTIONALLY_PICKED;
  }

  /**
   * Whether it goes by what the servers say and by which model is asked for, and so knows when
   * there is no room.
   */
  boolean needsSignals() {
    return this == DECISION_TREE;
  }

  static Optional<PickingPolicy> of(String text) {
    return Arrays.stream(values()).filter(policy -> policy.written.equals(text)).findFirst();
  }

  /** All that may be written. */
  static String known() {
    return Arrays.stream(values()).map(PickingPolicy::written).collect(joining(", "));
  }
}
