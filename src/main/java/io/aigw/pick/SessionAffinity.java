package io.aigw.pick;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The same endpoint for every request of a session, by rendezvous hashing: an endpoint that goes or
 * comes moves its own sessions and no others, and nothing is remembered. Requests of no session are
 * another policy's.
 */
public final class SessionAffinity implements Policy {

  private final Policy others;

  public SessionAffinity(Policy others) {
    this.others = others;
  }

  @Override
  public Pick pick(List<Endpoint> endpoints, Question question, RandomGenerator random) {
    if (question.session().isEmpty()) {
      return others.pick(endpoints, question, random);
    }
    long session = spread(question.session().get().hashCode());
    Endpoint highest = endpoints.getFirst();
    long score = score(session, highest);
    for (int i = 1; i < endpoints.size(); i++) {
      long next = score(session, endpoints.get(i));
      if (Long.compareUnsigned(next, score) > 0) {
        highest = endpoints.get(i);
        score = next;
      }
    }
    highest.take();
    return new Pick.Chosen(highest, "of its session");
  }

  private static long score(long session, Endpoint endpoint) {
    return spread(session ^ endpoint.address().hashCode());
  }

  /** The finaliser of SplitMix64: close inputs give distant outputs. */
  private static long spread(long value) {
    long mixed = value + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
