package io.aigw.pick;

import java.util.List;
import java.util.random.RandomGenerator;

/** Any of them. */
public final class Uniform implements Policy {

  @Override
  public Pick pick(List<Endpoint> endpoints, Question question, RandomGenerator random) {
    Endpoint any = endpoints.get(random.nextInt(endpoints.size()));
    any.take();
    return new Pick.Chosen(any, "by chance");
  }
}
