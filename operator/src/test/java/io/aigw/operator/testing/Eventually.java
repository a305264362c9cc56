package io.aigw.operator.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what other processes do. The time limit is that of the test. */
public final class Eventually {

  private Eventually() {}

  /** Returns when the condition holds; one that throws does not hold yet. */
  public static void holds(Callable<Boolean> condition) throws InterruptedException {
    while (!now(condition)) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static boolean now(Callable<Boolean> condition) throws InterruptedException {
    try {
      return condition.call();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return false;
    }
  }
}
