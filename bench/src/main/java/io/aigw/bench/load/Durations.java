package io.aigw.bench.load;

import java.util.Arrays;

/** Many times, in nanoseconds, and their percentiles. Not thread-safe. */
public final class Durations {

  private static final int INITIAL_COUNT = 4096;

  private long[] nanos = new long[INITIAL_COUNT];
  private int count;
  private boolean sorted = true;

  /** Adds a time, in nanoseconds. */
  public void add(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = time;
    sorted = false;
  }

  public int count() {
    return count;
  }

  /**
   * The time that a fraction of all times does not exceed, in nanoseconds (nearest rank); 0 if
   * there are none.
   */
  public long quantile(double fraction) {
    if (count == 0) {
      return 0;
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, count);
      sorted = true;
    }
    int rank = (int) Math.ceil(fraction * count);
    return nanos[Math.clamp(rank - 1, 0, count - 1)];
  }
}
