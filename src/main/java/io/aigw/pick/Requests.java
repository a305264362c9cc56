package io.aigw.pick;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Requests that were sent to endpoints and are not over. Each counts as in flight where it was sent
 * until it is told what became of it, or that whoever sent it is gone. Where neither is told it is
 * given up after ten minutes, so that nothing stays counted for ever. Safe for use by many threads.
 */
public final class Requests {

  private static final long GIVEN_UP_AFTER_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int HEXADECIMAL = 16;

  /** Some 20 MB. More are never under way; if it looks so, nobody tells what becomes of them. */
  private static final int MOST = 200_000;

  private final ConcurrentHashMap<Long, Sent> sent = new ConcurrentHashMap<>();
  private final LongSupplier nanos;
  private final AtomicLong next;

  private record Sent(Endpoint endpoint, Object by, long at) {}

  Requests(LongSupplier nanos, RandomGenerator random) {
    this.nanos = nanos;
    // so that the requests of another process, or of the one before, are not taken for these
    this.next = new AtomicLong(random.nextLong());
  }

  /**
   * A request goes to an endpoint, where the choice has counted it.
   *
   * @param by who sends it, see {@link #gone}
   * @return its name, by which it is told over; empty if it does not count any more, as too many do
   */
  public Optional<String> sent(Endpoint endpoint, Object by) {
    if (sent.mappingCount() >= MOST) {
      endpoint.ended();
      return Optional.empty();
    }
    long number = next.getAndIncrement();
    sent.put(number, new Sent(endpoint, by, nanos.getAsLong()));
    return Optional.of(Long.toUnsignedString(number, HEXADECIMAL));
  }

  /** A request is over; nothing happens where it is no request of these, or was over before. */
  public void over(String name, Outcome outcome) {
    remove(name).ifPresent(request -> request.endpoint.did(outcome));
  }

  /** A request was not sent after all. */
  public void cancelled(String name) {
    var _ = remove(name);
  }

  /** Whoever sent these requests is gone, and what became of them will not be told. */
  public void gone(Object by) {
    removeAll(request -> request.by.equals(by));
  }

  /** Gives up what was not heard of for long; to be called now and then. */
  void forget() {
    long before = nanos.getAsLong() - GIVEN_UP_AFTER_NANOS;
    removeAll(request -> request.at - before < 0);
  }

  private Optional<Sent> remove(String name) {
    Optional<Sent> removed = number(name).map(sent::remove).filter(Objects::nonNull);
    removed.ifPresent(request -> request.endpoint.ended());
    return removed;
  }

  private void removeAll(Predicate<Sent> which) {
    sent.forEach(
        (number, request) -> {
          if (which.test(request) && sent.remove(number, request)) {
            request.endpoint.ended();
          }
        });
  }

  private static Optional<Long> number(String name) {
    try {
      return Optional.of(Long.parseUnsignedLong(name, HEXADECIMAL));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
