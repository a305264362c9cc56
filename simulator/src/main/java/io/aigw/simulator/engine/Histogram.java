package io.aigw.simulator.engine;

import java.util.Arrays;

/** Counts of values by upper bounds, as Prometheus has them. */
public final class Histogram {
  private final double[] bounds;
  private final long[] counts;
  private double sum;

  Histogram(double... bounds) {
    this(bounds, new long[bounds.length + 1], 0);
  }

  private Histogram(double[] bounds, long[] counts, double sum) {
    this.bounds = bounds;
    this.counts = counts;
    this.sum = sum;
  }

  /** The upper bounds in ascending order, without infinity. */
  public double[] bounds() {
    return bounds.clone();
  }

  /** How many values were not above a bound, for each bound and at last for infinity. */
  public long[] cumulativeCounts() {
    long[] cumulative = counts.clone();
    for (int i = 1; i < cumulative.length; i++) {
      cumulative[i] += cumulative[i - 1];
    }
    return cumulative;
  }

  public double sum() {
    return sum;
  }

  public long count() {
    return Arrays.stream(counts).sum();
  }

  void add(double value) {
    int found = Arrays.binarySearch(bounds, value);
    counts[found >= 0 ? found : -found - 1]++;
    sum += value;
  }

  Histogram copy() {
    return new Histogram(bounds, counts.clone(), sum);
  }
}
