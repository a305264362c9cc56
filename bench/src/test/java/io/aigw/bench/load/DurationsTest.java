package io.aigw.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DurationsTest {

  @Test
  void quantilesAreValuesThatWereSeen() {
    Durations durations = new Durations();
    for (int i = 10_000; i > 0; i--) {
      durations.add(i);
    }

    assertThat(durations.count()).isEqualTo(10_000);
    assertThat(durations.quantile(0)).isEqualTo(1);
    assertThat(durations.quantile(0.5)).isEqualTo(5000);
    assertThat(durations.quantile(0.99)).isEqualTo(9900);
    assertThat(durations.quantile(1)).isEqualTo(10_000);
  }

  @Test
  void valuesMayComeAfterAQuantileWasAsked() {
    Durations durations = new Durations();
    assertThat(durations.quantile(0.5)).isZero();
    durations.add(7);
    assertThat(durations.quantile(0.5)).isEqualTo(7);
    durations.add(3);
    assertThat(durations.quantile(0.5)).isEqualTo(3);
  }
}
