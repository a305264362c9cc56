package io.aigw.decide;

import io.aigw.route.WeightedName;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A model that a pool serves.
 *
 * @param sheddable whether its requests may be refused where there is no room
 * @param targets the names by which servers know it; empty: the one that clients use
 */
public record ServedModel(boolean sheddable, List<WeightedName> targets) {

  public ServedModel {
    targets = List.copyOf(targets);
  }

  /** Draws the name for one request. */
  String target(String asked, RandomGenerator random) {
    return WeightedName.draw(targets, random).orElse(asked);
  }
}
