package io.aigw.e2e.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.kit.Http.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask one thing after the other until closed. Any answer but 200 is a failure. */
public final class Traffic implements AutoCloseable {
  private static final int CLIENTS = 4;

  private final Callable<Reply> request;
  private final Duration pause;
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
  private volatile ConcurrentSkipListSet<String> servers = new ConcurrentSkipListSet<>();
  private volatile boolean closing;

  /**
   * An answer that was no success.
   *
   * @param client who asked
   * @param nanos when it came, by {@link System#nanoTime}
   */
  private record Failure(Thread client, long nanos, String what) {
    static Failure now(String what) {
      return new Failure(Thread.currentThread(), System.nanoTime(), what);
    }
  }

  private Traffic(Callable<Reply> request, Duration pause) {
    this.request = request;
    this.pause = pause;
  }

  /** A few clients that do not rest. */
  public static Traffic of(Callable<Reply> request) {
    return of(CLIENTS, Duration.ZERO, request);
  }

  /**
   * Many clients.
   *
   * @param pause after each answer, lest the clients take all of the machine
   */
  public static Traffic of(int clients, Duration pause, Callable<Reply> request) {
    Traffic traffic = new Traffic(request, pause);
    for (int i = 0; i < clients; i++) {
      traffic.clients.add(Thread.ofVirtual().start(traffic::ask));
    }
    return traffic;
  }

  private void ask() {
    while (!closing) {
      try {
        Reply reply = request.call();
        answered.incrementAndGet();
        servers.add(reply.server());
        if (reply.status() != 200) {
          failures.add(Failure.now(reply.status() + " " + reply.body()));
        }
        Thread.sleep(pause);
      } catch (Exception e) {
        failures.add(Failure.now(e.toString()));
      }
    }
  }

  /** Waits until so many more requests were answered, and says which servers did it. */
  public ConcurrentSkipListSet<String> next(int count) throws Exception {
    // Answers to what was asked before now do not count: one for each client may be under way.
    int asked = answered.get() + clients.size();
    Await.eventually(() -> assertThat(answered.get()).isGreaterThanOrEqualTo(asked));
    ConcurrentSkipListSet<String> fresh = new ConcurrentSkipListSet<>();
    servers = fresh;
    int end = answered.get() + count;
    Await.eventually(() -> assertThat(answered.get()).isGreaterThanOrEqualTo(end));
    return fresh;
  }

  /** Ends it, and fails if a request did. */
  public void assertFlawless() throws InterruptedException {
    end();
    assertThat(failures).as("failures among %d requests", answered.get()).isEmpty();
    assertThat(answered.get()).isPositive();
  }

  /**
   * Ends it, and fails if more was lost than what was being asked at one moment: one request of
   * each client. Returns the time from the first failure to the last.
   */
  public Duration assertFailedOnceAtMost() throws InterruptedException {
    end();
    assertThat(failures.stream().map(Failure::client))
        .as("failures among %d requests: %s", answered.get(), failures)
        .doesNotHaveDuplicates();
    LongSummaryStatistics when = failures.stream().mapToLong(Failure::nanos).summaryStatistics();
    return when.getCount() == 0 ? Duration.ZERO : Duration.ofNanos(when.getMax() - when.getMin());
  }

  private void end() throws InterruptedException {
    close();
    for (Thread client : clients) {
      client.join();
    }
  }

  /** Asks no more; what was asked may still be answered. */
  @Override
  public void close() {
    closing = true;
  }
}
