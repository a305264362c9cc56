package io.aigw.bench.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.bench.compiler.ChangeTime.What;
import org.junit.jupiter.api.Test;

class ChangeTimeTest {

  @Test
  void measuresEachChange() {
    assertThat(ChangeTime.measure(What.ROUTE, 50, 2, 4).millis().values())
        .hasSize(4)
        .allMatch(millis -> millis > 0);
  }

  @Test
  void aChangedRouteChangesItsScopesWhateverElseThereIs() {
    ChangeTime few = ChangeTime.measure(What.ROUTE, 50, 0, 3);
    ChangeTime many = ChangeTime.measure(What.ROUTE, 500, 0, 3);

    assertThat(few.resources()).as("two models gone, two new ones").isEqualTo(4);
    assertThat(many.resources()).isEqualTo(4);
    assertThat(many.bytes()).isEqualTo(few.bytes());
  }

  @Test
  void aChangedEndpointChangesEndpointsAlone() {
    assertThat(ChangeTime.measure(What.ENDPOINT, 50, 0, 3).resources()).isEqualTo(1);
  }
}
