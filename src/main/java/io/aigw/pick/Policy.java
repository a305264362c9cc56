package io.aigw.pick;

import java.util.List;
import java.util.random.RandomGenerator;

/** How an endpoint is chosen. Used by many threads at once. */
public interface Policy {

  /**
   * Chooses one of these endpoints and counts the request as in flight there, in one step as far as
   * the choice depends on what is in flight.
   *
   * @param endpoints at least one; a list with random access
   */
  Pick pick(List<Endpoint> endpoints, Question question, RandomGenerator random);

  /**
   * Whether it looks at what servers say of themselves, and at the model that they are asked for.
   */
  default boolean needsSignals() {
    return false;
  }

  /**
   * Whether it goes by how many requests are in flight, so that it must be told when one is over.
   */
  default boolean countsInFlight() {
    return false;
  }
}
