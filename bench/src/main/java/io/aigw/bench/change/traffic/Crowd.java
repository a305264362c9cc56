package io.aigw.bench.change.traffic;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A number of long exchanges that are under way all the time: each that ends is followed by
 * another, until the crowd is ended. The last ones are waited for.
 */
public final class Crowd {

  private final Supplier<CompletableFuture<Answer>> exchange;
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger open = new AtomicInteger();
  private final CompletableFuture<Boolean> over = new CompletableFuture<>();
  private volatile boolean ending;

  private Crowd(Supplier<CompletableFuture<Answer>> exchange) {
    this.exchange = exchange;
  }

  /**
   * Begins.
   *
   * @param size how many exchanges are open at a time
   * @param spread from the first one's begin to the last one's, so that they do not end together
   */
  public static Crowd start(
      int size, Duration spread, Supplier<CompletableFuture<Answer>> exchange) {
    Crowd crowd = new Crowd(exchange);
    crowd.open.set(size);
    Thread.ofVirtual()
        .start(
            () -> {
              for (int i = 0; i < size; i++) {
                crowd.next();
                sleep(spread.dividedBy(size));
              }
            });
    return crowd;
  }

  private void next() {
    if (ending) {
      gone();
      return;
    }
    var _ =
        exchange
            .get()
            .thenAccept(
                answer -> {
                  answers.add(answer);
                  // one that was refused at once must not be tried again at once, for ever
                  if (answer.isOk()) {
                    next();
                  } else {
                    gone();
                  }
                });
  }

  private void gone() {
    if (open.decrementAndGet() == 0) {
      over.complete(true);
    }
  }

  /** Ends it: waits for what is under way and gives all answers. */
  public List<Answer> end() {
    ending = true;
    over.join();
    return List.copyOf(answers);
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}
