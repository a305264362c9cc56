package io.aigw.simulator.time;

import java.time.Duration;
import java.util.PriorityQueue;

/**
 * A discrete-event loop: time jumps from event to event and nobody waits. It starts at zero. Not
 * safe for use by several threads; the same events in give the same events out.
 */
public final class VirtualTimeline implements Timeline {
  private final PriorityQueue<TimedEvent> events = new PriorityQueue<>();
  private long now;
  private long order;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void at(long nanos, Runnable action) {
    events.add(new TimedEvent(Math.max(nanos, now), order++, action));
  }

  /** Runs until no event is left. */
  public void run() {
    while (!events.isEmpty()) {
      runNext();
    }
  }

  /** Runs every event up to and including a time since the start, and leaves the clock there. */
  public void runUntil(Duration sinceStart) {
    long end = sinceStart.toNanos();
    for (var next = events.peek(); next != null && next.nanos() <= end; next = events.peek()) {
      runNext();
    }
    now = Math.max(now, end);
  }

  private void runNext() {
    TimedEvent event = events.remove();
    now = event.nanos();
    event.action().run();
  }
}
