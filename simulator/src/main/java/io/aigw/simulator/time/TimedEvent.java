package io.aigw.simulator.time;

/** An action with its time; {@code order} keeps events of the same time in the order of asking. */
record TimedEvent(long nanos, long order, Runnable action) implements Comparable<TimedEvent> {

  @Override
  public int compareTo(TimedEvent other) {
    // A difference, not a comparison: System.nanoTime() may overflow.
    long later = nanos - other.nanos;
    return later != 0 ? Long.signum(later) : Long.compare(order, other.order);
  }
}
