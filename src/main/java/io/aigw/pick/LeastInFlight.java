package io.aigw.pick;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The endpoint with the fewest requests in flight, any of them where several have. It needs
 * nobody's word, so it is right from the first request on; and who asks at the same moment sees
 * what the others have chosen.
 */
public final class LeastInFlight implements Policy {

  @Override
  public Pick pick(List<Endpoint> endpoints, Question question, RandomGenerator random) {
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
      int skipped = random.nextInt(ties);
      for (Endpoint endpoint : endpoints) {
        if (endpoint.inFlight() == least && skipped-- <= 0 && endpoint.take(least)) {
          return new Pick.Chosen(endpoint, "fewest in flight");
        }
      }
      // others were faster
    }
  }

  @Override
  public boolean countsInFlight() {
    return true;
  }
}
