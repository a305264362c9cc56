package io.aigw.bench.change;

import java.util.List;

/** All scenarios. */
public final class Scenarios {

  private Scenarios() {}

  /** In the order in which they are played. */
  public static List<Scenario> all() {
    return List.of(
        new RoutesCreated("routes-created", 100, 3_000, 50),
        new RoutesCreated("routes-created-10k", 100, 10_000, 100),
        new Churn(),
        new Flips(),
        new Endpoints(),
        new Poison(),
        new Restart(),
        new Scale(),
        new Fleet(),
        new Memory());
  }
}
