package io.aigw.bench.change;

import java.util.List;

/** All scenarios. */
public final class Scenarios {

  private Scenarios() {}

  /** In the order in which they are played. */
  public static List<Scenario> all() {
    return List.of(new RoutesCreated("routes-created", 100, 3000, 50), new Flips(), new Restart());
  }
}
