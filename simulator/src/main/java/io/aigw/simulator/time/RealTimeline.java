package io.aigw.simulator.time;

import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A timeline that keeps pace with the wall clock, on one thread of its own. An event that runs late
 * still sees the time it was asked for, so that a model does not drift when the machine is busy.
 */
public final class RealTimeline implements Timeline, AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition earlier = lock.newCondition();
  private final PriorityQueue<TimedEvent> events = new PriorityQueue<>();
  private final Thread thread;
  private volatile long now = System.nanoTime();
  private long order;

  public RealTimeline(String name) {
    thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void at(long nanos, Runnable action) {
    lock.lock();
    try {
      TimedEvent event = new TimedEvent(nanos - now > 0 ? nanos : now, order++, action);
      events.add(event);
      earlier.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Runs an action as soon as possible on the timeline's thread; for any thread. */
  public void execute(Runnable action) {
    at(System.nanoTime(), action);
  }

  /** Waits for the answer to a question asked on the timeline's thread; for any other thread. */
  public <T> T call(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    execute(
        () -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer.join();
  }

  /** Ends the thread; events that are still to come never run. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        TimedEvent event = takeDue();
        now = event.nanos();
        try {
          event.action().run();
        } catch (RuntimeException e) {
          // One broken event must not stop the clock for everybody else.
          thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
      }
    } catch (InterruptedException e) {
      thread.interrupt();
    }
  }

  private TimedEvent takeDue() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        TimedEvent next = events.peek();
        if (next == null) {
          earlier.await();
          continue;
        }
        long wait = next.nanos() - System.nanoTime();
        if (wait <= 0) {
          return events.remove();
        }
        long _ = earlier.awaitNanos(wait);
      }
    } finally {
      lock.unlock();
    }
  }
}
