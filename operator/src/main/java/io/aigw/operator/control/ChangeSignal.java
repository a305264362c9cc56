package io.aigw.operator.control;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Many threads say that something changed, one waits for it at the {@link Pace}. Threadsafe.
 *
 * <p>Times are {@link System#nanoTime} values.
 */
final class ChangeSignal {

  private final Pace pace;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Long firstChange;
  private long lastChange;
  private @Nullable Long lastTaken;

  ChangeSignal(Pace pace) {
    this.pace = pace;
  }

  void raise() {
    lock.lock();
    try {
      lastChange = System.nanoTime();
      if (firstChange == null) {
        firstChange = lastChange;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there was a change and it is time for a round; changes so far are taken by it.
   *
   * @throws InterruptedException when the waiting thread is to end
   */
  void take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (firstChange == null) {
        changed.await();
      }
      long first = firstChange;
      if (lastTaken != null && first - lastTaken < pace.quiet().toNanos()) {
        awaitQuiet(first);
      }
      firstChange = null;
      lastTaken = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  private void awaitQuiet(long first) throws InterruptedException {
    long rest = rest(first);
    while (rest > 0) {
      changed.awaitNanos(rest);
      rest = rest(first);
    }
  }

  private long rest(long first) {
    long now = System.nanoTime();
    return Math.min(
        lastChange + pace.quiet().toNanos() - now, first + pace.maximum().toNanos() - now);
  }
}
