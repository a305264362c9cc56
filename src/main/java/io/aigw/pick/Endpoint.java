package io.aigw.pick;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An endpoint of a pool: its address, what it said last, and how many of the requests that were
 * sent to it are not over.
 */
public final class Endpoint {

  private final String address;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile Signals signals = Signals.NONE;

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

  @Override
  public String toString() {
    return address;
  }
}
