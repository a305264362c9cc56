package io.aigw.compile;

import java.util.Arrays;
import java.util.List;

/** Shares as the whole numbers that Envoy wants: their sum must fit 32 bits, none may vanish. */
final class Weights {

  private static final double LARGEST_SUM = 4_000_000_000d;
  private static final double FINE = 1_000_000d;

  private Weights() {}

  /**
   * Whole numbers in the proportion of the shares, each at least 1; exact where the shares are
   * whole and small enough.
   */
  static int[] normalise(List<Double> shares) {
    double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
    boolean whole = shares.stream().allMatch(share -> share == Math.rint(share));
    double scale = whole ? Math.min(1, LARGEST_SUM / sum) : FINE / sum;
    int[] weights =
        shares.stream()
            .mapToInt(
                share -> (int) Math.min(Integer.MAX_VALUE, Math.max(1, Math.rint(share * scale))))
            .toArray();
    return reduced(weights);
  }

  private static int[] reduced(int[] weights) {
    int divisor = Arrays.stream(weights).reduce(0, Weights::greatestCommonDivisor);
    return divisor <= 1 ? weights : Arrays.stream(weights).map(w -> w / divisor).toArray();
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
