package io.aigw.bench.change.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests at fixed moments, without waiting for earlier answers, until it is ended. Each model has
 * its turn.
 */
public final class Traffic {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final int PATIENCE_SECONDS = 30;

  /** A machine that is overloaded is not helped by more. */
  private static final int MAX_UNANSWERED = 500;

  private final Runnable stop;
  private final Queue<CompletableFuture<Answer>> asked = new ConcurrentLinkedQueue<>();
  private final AtomicLong count = new AtomicLong();
  private final AtomicInteger unanswered = new AtomicInteger();

  private Traffic(Client client, List<Request> requests, double perSecond) {
    this.stop =
        client.repeat(
            () -> {
              if (unanswered.get() < MAX_UNANSWERED) {
                unanswered.incrementAndGet();
                long turn = count.getAndIncrement();
                asked.add(
                    client
                        .send(requests.get((int) (turn % requests.size())))
                        .whenComplete((answer, failure) -> unanswered.decrementAndGet()));
              }
            },
            Math.round(NANOS_PER_SECOND / perSecond));
  }

  /** Begins at once. */
  public static Traffic start(Client client, List<String> models, double perSecond) {
    return new Traffic(client, models.stream().map(Request::chat).toList(), perSecond);
  }

  /** Ends it, and gives all answers once they are there. */
  public List<Answer> end() {
    stop.run();
    return await(asked);
  }

  /** What went wrong, by what it was. */
  public static Map<String, Long> failures(List<Answer> answers) {
    Map<String, Long> failures = new TreeMap<>();
    answers.stream()
        .filter(answer -> !answer.isOk())
        .forEach(answer -> failures.merge(answer.outcome(), 1L, Long::sum));
    return failures;
  }

  /** Waits for answers; one that does not come in half a minute is a failure. */
  static List<Answer> await(Iterable<CompletableFuture<Answer>> asked) {
    List<Answer> answers = new ArrayList<>();
    for (CompletableFuture<Answer> each : asked) {
      each.completeOnTimeout(Answer.without("no answer"), PATIENCE_SECONDS, TimeUnit.SECONDS);
      answers.add(each.join());
    }
    return answers;
  }
}
