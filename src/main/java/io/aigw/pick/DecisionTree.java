package io.aigw.pick;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The decision tree of the inference extension's endpoint picker v0.2.0, threshold by threshold:
 * for those whose clusters are tuned to it. It goes by what servers said last, and so, unlike
 * {@link LeastInFlight}, sends what comes between two looks to where the last one found room.
 *
 * <pre>
 * critical
 *   some wait for fewer than 128  → adapter → least waiting → least cache use → any
 *   none                          → least waiting → adapter → least cache use → any
 * sheddable
 *   some have at most 5 waiting and at most 80 % of the cache in use
 *                                 → least waiting → adapter → least cache use → any
 *   none                          → shed
 * </pre>
 *
 * <p>Servers that have not been heard of (any more) are left out before that, unless none was: what
 * is old is not taken for what is.
 *
 * <p><em>Adapter</em> leaves those that have the adapter, in 999 of 1,000 cases, else those that
 * have room for it; where it finds neither, all.
 */
public final class DecisionTree implements Policy {

  private static final int WAITING_WITH_ROOM_FOR_ADAPTERS = 128;
  private static final int WAITING_WITH_ROOM = 5;
  private static final double CACHE_USE_WITH_ROOM = 0.8;
  private static final double ADAPTER_AFFINITY = 0.999;

  @Override
  public Pick pick(List<Endpoint> endpoints, Question question, RandomGenerator random) {
    Candidates candidates = new Candidates(endpoints);
    candidates.narrow(Signals::heard);
    candidates.step("of");
    if (question.sheddable()) {
      if (!candidates.narrow(DecisionTree::hasRoom)) {
        return new Pick.Shed();
      }
      candidates.step("with room");
      narrowByWaiting(candidates);
      narrowByAdapter(candidates, question.model(), random);
    } else if (candidates.narrow(DecisionTree::hasRoomForAdapters)) {
      candidates.step("with room for adapters");
      narrowByAdapter(candidates, question.model(), random);
      narrowByWaiting(candidates);
    } else {
      candidates.step("none with room");
      narrowByWaiting(candidates);
      narrowByAdapter(candidates, question.model(), random);
    }
    candidates.narrowToLeast(Signals::cacheUse);
    candidates.step("least cache use");
    Endpoint any = candidates.get(random.nextInt(candidates.count()));
    any.take();
    return new Pick.Chosen(any, candidates.steps());
  }

  @Override
  public boolean needsSignals() {
    return true;
  }

  private static void narrowByWaiting(Candidates candidates) {
    candidates.narrowToLeastWhole(Signals::waiting);
    candidates.step("least waiting");
  }

  private static boolean hasRoom(Signals signals) {
    return signals.waiting() <= WAITING_WITH_ROOM && signals.cacheUse() <= CACHE_USE_WITH_ROOM;
  }

  private static boolean hasRoomForAdapters(Signals signals) {
    return signals.waiting() < WAITING_WITH_ROOM_FOR_ADAPTERS;
  }

  private static void narrowByAdapter(
      Candidates candidates, String adapter, RandomGenerator random) {
    Predicate<Signals> has = signals -> signals.adapters().contains(adapter);
    Predicate<Signals> canTake =
        signals ->
            !signals.adapters().contains(adapter)
                && signals.adapters().size() < signals.maxAdapters();
    boolean elsewhere = random.nextDouble() >= ADAPTER_AFFINITY;
    if (!(elsewhere && candidates.any(has) && candidates.narrow(canTake))
        && !candidates.narrow(has)) {
      candidates.narrow(canTake);
    }
    candidates.step("adapter");
  }
}
