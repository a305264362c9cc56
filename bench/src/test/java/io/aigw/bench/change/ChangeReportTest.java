package io.aigw.bench.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeReportTest {

  private static final List<Row> ROWS =
      List.of(
          new Row("flips", "failed requests", "0 of 10", "0", Row.Kind.CORRECTNESS, true),
          new Row("flips", "p99", "70.0 ms", "≤ 50 ms", Row.Kind.COST, false),
          new Row("flips", "p50", "7.0 ms", "", Row.Kind.COST, true));

  @Test
  void theTableSaysWhichBarsAreMet() {
    assertThat(ChangeReport.markdown(ROWS, Map.of("flips", "A route flips"), Map.of("took", "1 s")))
        .contains(
            "- took: 1 s",
            "## flips\n\nA route flips\n",
            "| failed requests | 0 of 10 | 0 | met |",
            "| p99 | 70.0 ms | ≤ 50 ms | **missed** |",
            "| p50 | 7.0 ms |  |  |");
  }

  @Test
  void programsReadTheSame() throws Exception {
    assertThat(ChangeReport.rows(ChangeReport.json(ROWS))).isEqualTo(ROWS);
  }

  @Test
  void aScenarioThatCouldNotBePlayedIsAFailure() {
    Row row = Row.unplayed("flips", new IllegalStateException("no Envoy"));

    assertThat(row.met()).isFalse();
    assertThat(row.kind()).isEqualTo(Row.Kind.CORRECTNESS);
    assertThat(row.toString()).contains("no Envoy", "MISSED");
  }
}
