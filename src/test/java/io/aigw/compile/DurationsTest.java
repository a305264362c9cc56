package io.aigw.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "500ms, PT0.5S",
    "1h30m, PT1H30M",
    "1m1ms, PT1M0.001S",
    "99999h, PT99999H",
    "1h1m1s1ms, PT1H1M1.001S",
    "30m1h, PT1H30M"
  })
  void isRead(String text, Duration duration) {
    assertThat(Durations.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "5 m", "-1s", "1.5s", "100000s", "1d", "1h1m1s1ms1s", "1S", "s", " 1s"})
  void isRefused(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }
}
