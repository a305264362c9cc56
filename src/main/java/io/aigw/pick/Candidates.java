package io.aigw.pick;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Endpoints that are left while a policy narrows them down, by what they had said when it began.
 * Never fewer than one, if there was one. Two arrays a request, whatever is asked.
 */
final class Candidates {

  private final Endpoint[] left;
  private final Signals[] said;
  private final StringBuilder steps = new StringBuilder();
  private int count;

  Candidates(List<Endpoint> endpoints) {
    left = endpoints.toArray(Endpoint[]::new);
    said = new Signals[left.length];
    for (int i = 0; i < left.length; i++) {
      said[i] = left[i].signals();
    }
    count = left.length;
  }

  /** What was done, each step with how many were left after it. */
  String steps() {
    return steps.toString();
  }

  /** Notes what was done. */
  void step(String name) {
    steps.append(steps.isEmpty() ? "" : ", ").append(name).append(' ').append(count);
  }

  int count() {
    return count;
  }

  Endpoint get(int index) {
    return left[index];
  }

  boolean any(Predicate<Signals> wanted) {
    for (int i = 0; i < count; i++) {
      if (wanted.test(said[i])) {
        return true;
      }
    }
    return false;
  }

  /** Leaves those that are wanted, or all if none is; says whether some are. */
  boolean narrow(Predicate<Signals> wanted) {
    if (!any(wanted)) {
      return false;
    }
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (wanted.test(said[i])) {
        left[kept] = left[i];
        said[kept++] = said[i];
      }
    }
    count = kept;
    return true;
  }

  /**
   * Leaves those with at most the least and an even share (one of as many as there are endpoints)
   * of what lies between least and most.
   */
  void narrowToLeast(ToDoubleFunction<Signals> measure) {
    narrowTo(measure, share -> share);
  }

  /** The same for whole numbers, of which the share is one too. */
  void narrowToLeastWhole(ToDoubleFunction<Signals> measure) {
    narrowTo(measure, Math::floor);
  }

  private void narrowTo(ToDoubleFunction<Signals> measure, DoubleUnaryOperator rounding) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      double value = measure.applyAsDouble(said[i]);
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    double limit = least + rounding.applyAsDouble((most - least) / count);
    narrow(signals -> measure.applyAsDouble(signals) <= limit);
  }
}
