package io.aigw.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeightsTest {

  private static final long LARGEST_SUM = 0xffff_ffffL;

  @Test
  void areAsSmallAsTheirProportionAllows() {
    assertThat(Weights.normalise(List.of(75.0, 25.0))).containsExactly(3, 1);
    assertThat(Weights.normalise(List.of(7.0))).containsExactly(1);
    assertThat(Weights.normalise(List.of(2.0, 3.0, 5.0))).containsExactly(2, 3, 5);
    assertThat(Weights.normalise(List.of())).isEmpty();
  }

  @Test
  void fitEnvoysSumAndKeepTheirProportion() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      boolean whole = random.nextBoolean();
      List<Double> shares =
          IntStream.range(0, 1 + random.nextInt(20))
              .mapToObj(
                  i ->
                      whole
                          ? (double) (1 + random.nextInt(Integer.MAX_VALUE - 1))
                          : 1 + random.nextDouble() * 1_000)
              .toList();
      int[] weights = Weights.normalise(shares);
      long sum = Arrays.stream(weights).asLongStream().sum();
      double total = shares.stream().mapToDouble(Double::doubleValue).sum();

      assertThat(sum).isPositive().isLessThanOrEqualTo(LARGEST_SUM);
      for (int i = 0; i < weights.length; i++) {
        assertThat(weights[i]).isPositive();
        assertThat((double) weights[i] / sum)
            .isCloseTo(shares.get(i) / total, org.assertj.core.data.Offset.offset(1e-4));
      }
    }
  }

  @Test
  void noneVanishes() {
    assertThat(Weights.normalise(List.of(2_147_483_647.0, 2_147_483_647.0, 1.0)))
        .hasSize(3)
        .doesNotContain(0);
  }
}
