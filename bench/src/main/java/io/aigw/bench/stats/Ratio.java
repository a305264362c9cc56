package io.aigw.bench.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * How many times one sample's median is another's.
 *
 * @param value the ratio of the medians
 * @param low where the 95 % bootstrap interval begins
 * @param high where it ends
 */
public record Ratio(double value, double low, double high) {

  private static final int RESAMPLES = 2000;
  private static final double TAIL = 0.025;
  // the same samples give the same interval
  private static final long SEED = 20_260_101;

  public static Ratio of(Sample sample, Sample to) {
    Random random = new Random(SEED);
    double[] ratios = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      ratios[i] = resampledMedian(sample.values(), random) / resampledMedian(to.values(), random);
    }
    Arrays.sort(ratios);
    return new Ratio(
        sample.median() / to.median(),
        ratios[(int) (TAIL * RESAMPLES)],
        ratios[(int) ((1 - TAIL) * RESAMPLES) - 1]);
  }

  private static double resampledMedian(List<Double> values, Random random) {
    double[] drawn = new double[values.size()];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = values.get(random.nextInt(values.size()));
    }
    return Sample.median(drawn);
  }
}
