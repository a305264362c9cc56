package io.aigw.e2e.kit;

import java.time.Duration;

/**
 * Patience: retries until an assertion holds. How long something takes is never asserted; the limit
 * only ends a wait for what does not come.
 */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** Something that is expected to hold before long, and may throw until it does. */
  @FunctionalInterface
  public interface Assertion {
    void check() throws Exception;
  }

  private Await() {}

  /** Returns when the assertion holds; otherwise throws what it threw last. */
  public static void eventually(Assertion assertion) throws Exception {
    eventually(LIMIT, assertion);
  }

  /** As above, with another limit. */
  public static void eventually(Duration limit, Assertion assertion) throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        assertion.check();
        return;
      } catch (Exception | AssertionError e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
      Thread.sleep(PAUSE);
    }
  }
}
