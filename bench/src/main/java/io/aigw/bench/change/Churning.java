package io.aigw.bench.change;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes changes at fixed moments, whether or not earlier ones have been answered, until it is
 * ended.
 */
final class Churning implements AutoCloseable {

  private final ExecutorService changes = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Thread> clocks = new ArrayList<>();
  private final AtomicLong made = new AtomicLong();
  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean ending;

  /** A change, told its number, which begins at 1. */
  interface Change {
    void make(int number) throws IOException, InterruptedException;
  }

  /** One change of a route and half a change of endpoints a second. */
  static Churning usual(Landscape landscape) {
    return new Churning()
        .every(Duration.ofSeconds(1), landscape::changeRoute)
        .every(Duration.ofSeconds(2), landscape::changeEndpoints);
  }

  /** Begins to make a change again and again. */
  Churning every(Duration period, Change change) {
    clocks.add(Thread.ofVirtual().start(() -> run(period, change)));
    return this;
  }

  private void run(Duration period, Change change) {
    long due = System.nanoTime();
    try {
      for (int number = 1; !ending; number++) {
        due += period.toNanos();
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        int next = number;
        changes.execute(() -> make(change, next));
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void make(Change change, int number) {
    try {
      change.make(number);
      made.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      failures.add(e);
    }
  }

  /**
   * Ends it and says how many changes were made.
   *
   * @throws IOException if one could not be made
   */
  long end() throws IOException, InterruptedException {
    close();
    for (Thread clock : clocks) {
      clock.join();
    }
    changes.shutdown();
    if (!changes.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IOException("changes are not answered");
    }
    Exception failure = failures.peek();
    if (failure != null) {
      throw new IOException(failures.size() + " changes failed, one of them: " + failure, failure);
    }
    return made.get();
  }

  /** Makes no further changes. */
  @Override
  public void close() {
    ending = true;
    clocks.forEach(Thread::interrupt);
  }
}
