package io.aigw.bench.load;

import java.time.Duration;

/**
 * The moments at which requests are to be sent, in nanoseconds after the start of a run. In an open
 * loop the moments are fixed beforehand: a request that could not be sent in time, because all
 * connections waited for answers, is late from the moment at which it should have gone, so a stall
 * shows in the latency of every request that it held up (no coordinated omission).
 */
final class Schedule {

  private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  private final Load load;
  private final long durationNanos;
  private long sent;

  Schedule(Load load) {
    this.load = load;
    this.durationNanos = load.duration().toNanos();
  }

  /** Whether no further request is to be sent. */
  boolean isOver(long now) {
    return switch (load) {
      case Load.OpenLoop open -> moment(open, sent) >= durationNanos;
      case Load.ClosedLoop closed -> now >= durationNanos || sent >= closed.requests();
    };
  }

  /** When the next request is to be sent; later than now means: not yet. */
  long next(long now) {
    return switch (load) {
      case Load.OpenLoop open -> moment(open, sent);
      case Load.ClosedLoop closed -> now;
    };
  }

  /** The next request has been sent. */
  void sent() {
    sent++;
  }

  private static long moment(Load.OpenLoop open, long index) {
    return (long) (index * NANOS_PER_SECOND / open.perSecond());
  }
}
