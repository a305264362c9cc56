package io.aigw.bench.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangeTimeTest {

  @Test
  void measuresEachChange() {
    ChangeTime time = ChangeTime.measure(50, 2, 4);

    assertThat(time.compile().values()).hasSize(4).allMatch(millis -> millis > 0);
    assertThat(time.translate().values()).hasSize(4).allMatch(millis -> millis > 0);
  }

  @Test
  void aChangedModelChangesResourcesButNotAllOfThem() {
    assertThat(ChangeTime.measure(50, 0, 3).changed()).isBetween(2, 10);
  }
}
