package io.aigw.decide;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A model that a pool serves.
 *
 * @param sheddable whether its requests may be refused where there is no room
 * @param targets the names by which servers know it; empty: the one that clients use
 */
public record ServedModel(boolean sheddable, List<Target> targets) {

  /** What is known of requests whose model nobody has said anything about. */
  static final ServedModel ANY = new ServedModel(false, List.of());

  /**
   * A name.
   *
   * @param weight its share of the requests among those of all; at least 1
   */
  public record Target(String name, int weight) {}

  public ServedModel {
    targets = List.copyOf(targets);
  }

  /** Draws the name for one request. */
  String target(String asked, RandomGenerator random) {
    long all = targets.stream().mapToLong(Target::weight).sum();
    if (all == 0) {
      return asked;
    }
    long drawn = random.nextLong(all);
    for (Target target : targets) {
      drawn -= target.weight();
      if (drawn < 0) {
        return target.name();
      }
    }
    throw new IllegalStateException("weights are less than their sum: " + targets);
  }
}
