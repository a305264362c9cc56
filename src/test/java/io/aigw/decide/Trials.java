package io.aigw.decide;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Tries something with many random cases: the same in every run, and as many of this run's own.
 * Each case has a seed, which a failure names; {@code -Dtrials.seed=SEED} tries that one alone.
 */
final class Trials {

  private static final long ALWAYS = 1;
  private static final Long ALONE = Long.getLong("trials.seed");
  private static final long OF_THIS_RUN = new SplittableRandom().nextLong();

  static {
    System.out.printf("random cases from seeds %d and %d%n", ALWAYS, OF_THIS_RUN);
  }

  private Trials() {}

  /**
   * Tries.
   *
   * @param tries the number of cases, of each of the two sorts
   * @param trial makes a case by the choices it is given, and fails where that shows a mistake
   */
  static void of(int tries, Consumer<RandomGenerator> trial) {
    if (ALONE != null) {
      one(ALONE, trial);
      return;
    }
    for (int i = 0; i < tries; i++) {
      one(ALWAYS + i, trial);
      one(OF_THIS_RUN + i, trial);
    }
  }

  private static void one(long seed, Consumer<RandomGenerator> trial) {
    try {
      trial.accept(new SplittableRandom(seed));
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("the case of -Dtrials.seed=" + seed + " fails", e);
    }
  }
}
