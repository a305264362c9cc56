package io.aigw.bench.change.traffic;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Asks every 5 ms, without waiting for earlier answers, until one is what is waited for. */
public final class Poll {

  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** So many unanswered requests are enough; more would slow down what is waited for. */
  private static final int MAX_UNANSWERED = 20;

  private final AtomicInteger unanswered = new AtomicInteger();
  private final Map<String, Long> others = new ConcurrentHashMap<>();
  private final CompletableFuture<Answer> found = new CompletableFuture<>();

  private Poll() {}

  /**
   * What came of it.
   *
   * @param first the first answer that was waited for
   * @param others how many other answers there were before, by their outcome
   */
  public record Result(Answer first, Map<String, Long> others) {}

  /**
   * Asks until an answer is right.
   *
   * @throws IOException if none is in time
   */
  public static Result until(
      Client client, Request request, Predicate<Answer> right, Duration patience)
      throws IOException, InterruptedException, ExecutionException {
    Poll poll = new Poll();
    Runnable stop = client.repeat(() -> poll.ask(client, request, right), PERIOD_NANOS);
    try {
      Answer first = poll.found.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return new Result(first, new TreeMap<>(poll.others));
    } catch (TimeoutException e) {
      throw new IOException("no right answer in %s, but %s".formatted(patience, poll.others), e);
    } finally {
      stop.run();
    }
  }

  private void ask(Client client, Request request, Predicate<Answer> right) {
    if (unanswered.get() == MAX_UNANSWERED) {
      return;
    }
    unanswered.incrementAndGet();
    var _ =
        client
            .send(request)
            .thenAccept(
                answer -> {
                  unanswered.decrementAndGet();
                  if (right.test(answer)) {
                    found.complete(answer);
                  } else if (!found.isDone()) {
                    others.merge(answer.outcome(), 1L, Long::sum);
                  }
                });
  }
}
