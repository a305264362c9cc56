package io.aigw.pick;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The endpoint with the fewest requests in flight, any of them where several have. It needs
 * nobody's word, so it is right from the first request on; and who asks at the same moment sees
 * what the others have chosen.
 */
public final class LeastInFlight implements Policy {

  @Override
  public Pick pick(List<Endpoint> endpoints, Question question, RandomGenerator random) {
    return new Pick.Chosen(take(endpoints, random), "fewest in flight");
  }

  @Override
  public boolean countsInFlight() {
    return true;
  }

  private static Endpoint take(List<Endpoint> endpoints, RandomGenerator random) {
    while (true) {
      int least = Integer.MAX_VALUE;
      int ties = 0;
      for (Endpoint endpoint : endpoints) {
        int inFlight = endpoint.inFlight();
        if (inFlight < least) {
          least = inFlight;
          ties = 1;
        } else if (inFlight == least) {
          ties++;
        }
      }
      Optional<Endpoint> taken = take(endpoints, least, random.nextInt(ties));
      if (taken.isPresent()) {
        return taken.get();
      }
    }
  }

  /** Takes one of those with so few in flight, unless others were faster. */
  private static Optional<Endpoint> take(List<Endpoint> endpoints, int inFlight, int skipped) {
    int left = skipped;
    for (Endpoint endpoint : endpoints) {
      if (endpoint.inFlight() == inFlight && left-- <= 0 && endpoint.take(inFlight)) {
        return Optional.of(endpoint);
      }
    }
    return Optional.empty();
  }
}
