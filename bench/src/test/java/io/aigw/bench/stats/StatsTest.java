package io.aigw.bench.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatsTest {

  @Test
  void theMedianIsTheMiddleValueWhateverTheOrder() {
    Sample sample = new Sample(List.of(9.0, 1.0, 5.0));

    assertThat(sample.median()).isEqualTo(5);
    assertThat(sample.min()).isEqualTo(1);
    assertThat(sample.max()).isEqualTo(9);
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
    assertThat(new Sample(List.of(1.0, 2.0, 4.0, 100.0)).median()).isEqualTo(3);
  }

  @Test
  void aSampleIsNeverEmpty() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Sample(List.of()));
  }

  @Test
  void aRatioIsThatOfTheMediansAndLiesInItsInterval() {
    Sample slow = new Sample(List.of(200.0, 210.0, 190.0, 205.0, 195.0));
    Sample fast = new Sample(List.of(100.0, 104.0, 96.0, 102.0, 98.0));

    Ratio ratio = Ratio.of(slow, fast);

    assertThat(ratio.value()).isCloseTo(2, within(1e-9));
    assertThat(ratio.low()).isBetween(190.0 / 104, 2.0);
    assertThat(ratio.high()).isBetween(2.0, 210.0 / 96);
    assertThat(ratio.low()).isLessThan(ratio.high());
  }

  @Test
  void steadyValuesGiveAnIntervalWithoutWidth() {
    Sample steady = new Sample(List.of(3.0, 3.0, 3.0));

    assertThat(Ratio.of(steady, new Sample(List.of(2.0, 2.0)))).isEqualTo(new Ratio(1.5, 1.5, 1.5));
  }

  @Test
  void theSameSamplesGiveTheSameInterval() {
    Sample one = new Sample(List.of(3.0, 4.0, 7.0, 9.0));
    Sample other = new Sample(List.of(2.0, 2.5, 1.0));

    assertThat(Ratio.of(one, other)).isEqualTo(Ratio.of(one, other));
  }
}
