package io.aigw.pick;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * An endpoint of a pool: its address, what it said last, how many of the requests that were sent to
 * it are not over, and what became of the others.
 */
public final class Endpoint {

  /** What the newest of a measure counts in its average. */
  private static final double NEWEST_SHARE = 0.1;

  private static final double NANOS_PER_MILLI = 1e6;

  private final String address;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile Signals signals = Signals.NONE;
  private volatile double firstByteMillis;

  /**
   * An endpoint with nothing in flight, not heard of yet.
   *
   * @param address IP and port, as Envoy writes them
   */
  public Endpoint(String address) {
    this.address = address;
  }

  public String address() {
    return address;
  }

  public Signals signals() {
    return signals;
  }

  /** It has said something new. */
  public void said(Signals newest) {
    signals = newest;
  }

  public int inFlight() {
    return inFlight.get();
  }

  /** Counts a request as sent to it. */
  void take() {
    inFlight.incrementAndGet();
  }

  /** Counts a request as sent to it if there are still as many in flight as were seen. */
  boolean take(int seen) {
    return inFlight.compareAndSet(seen, seen + 1);
  }

  /** A request that was counted is over. */
  public void ended() {
    inFlight.decrementAndGet();
  }

  /** What became of a request that was sent to it. */
  void did(Outcome outcome) {
    if (!outcome.answeredBy(address)) {
      failed.increment();
      return;
    }
    answered.increment();
    double millis = outcome.toFirstByte().toNanos() / NANOS_PER_MILLI;
    double before = firstByteMillis;
    // threads that come at once may lose one: it is an average
    firstByteMillis = before == 0 ? millis : before + NEWEST_SHARE * (millis - before);
  }

  /** How many requests it has answered, since it is known. */
  public long answered() {
    return answered.sum();
  }

  /**
   * How many were sent to it and got an error of the server, none, or, as Envoy's access log says
   * it, an answer of another endpoint.
   */
  public long failed() {
    return failed.sum();
  }

  /** How long the first byte of an answer took lately, in milliseconds; 0 before the first. */
  public double firstByteMillis() {
    return firstByteMillis;
  }

  @Override
  public String toString() {
    return address;
  }
}
