package io.aigw.pick;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** One after the other. */
public final class RoundRobin implements Policy {

  private final AtomicInteger turn = new AtomicInteger();

  @Override
  public Pick pick(List<Endpoint> endpoints, Question question, RandomGenerator random) {
    Endpoint next = endpoints.get(Math.floorMod(turn.getAndIncrement(), endpoints.size()));
    next.take();
    return new Pick.Chosen(next, "its turn");
  }
}
