package io.aigw.operator.kubernetes.reconcile;

import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Has one and the same object reconciled so often in a time at most; what is too much for it waits
 * until the time is over, and is one then. (The framework's own one waits for up to twice as long.)
 */
public final class Spacing implements RateLimiter<Spacing.Window> {

  private final int limit;
  private final long nanos;
  private final LongSupplier clock;

  /** The time that runs for an object. */
  public static final class Window implements RateLimitState {
    private long began;
    private int count;

    private Window(long began) {
      this.began = began;
    }
  }

  public Spacing(int limit, Duration time) {
    this(limit, time, System::nanoTime);
  }

  Spacing(int limit, Duration time, LongSupplier clock) {
    this.limit = limit;
    this.nanos = time.toNanos();
    this.clock = clock;
  }

  @Override
  public Optional<Duration> isLimited(RateLimitState state) {
    Window window = (Window) state;
    long now = clock.getAsLong();
    if (now - window.began >= nanos) {
      window.began = now;
      window.count = 0;
    }
    if (window.count == limit) {
      return Optional.of(Duration.ofNanos(window.began + nanos - now));
    }
    window.count++;
    return Optional.empty();
  }

  @Override
  public Window initState() {
    return new Window(clock.getAsLong());
  }
}
