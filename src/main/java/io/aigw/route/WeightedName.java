package io.aigw.route;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A name that is drawn among others.
 *
 * @param weight its share among those of all; above 0
 */
public record WeightedName(String name, int weight) {

  /** Draws one of these, by their weights; empty where there is none. */
  public static Optional<String> draw(List<WeightedName> names, RandomGenerator random) {
    long all = names.stream().mapToLong(WeightedName::weight).sum();
    long drawn = all == 0 ? 0 : random.nextLong(all);
    for (WeightedName each : names) {
      drawn -= each.weight;
      if (drawn < 0) {
        return Optional.of(each.name);
      }
    }
    return Optional.empty();
  }
}
