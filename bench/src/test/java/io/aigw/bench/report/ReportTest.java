package io.aigw.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aigw.bench.load.Expectation;
import io.aigw.bench.load.Load;
import io.aigw.bench.load.LoadGenerator;
import io.aigw.bench.load.LoadResult;
import io.aigw.bench.load.Prompt;
import io.aigw.bench.load.Workload;
import io.aigw.bench.upstream.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final Bar BAR =
      new Bar("a chat", Workload.CHAT, "gateway", List.of("envoy", "filter", "unknown"), 1.5);

  private final Results results = new Results();
  private LoadResult load = load();

  @BeforeEach
  void measure() {
    for (long micros : new long[] {100, 110, 90}) {
      add("filter", micros * 2);
      add("envoy", micros);
      add("gateway", micros * 4 / 2);
    }
  }

  @Test
  void cpuTimeIsSharedAmongTheUnits() {
    assertThat(results.cpu(Workload.CHAT, "envoy").orElseThrow().values())
        .containsExactly(20.0, 22.0, 18.0);
  }

  @Test
  void aBarComparesWithTheCheapestReference() {
    Bar.Outcome outcome = BAR.outcome(results).orElseThrow();

    assertThat(outcome.reference()).isEqualTo("envoy");
    assertThat(outcome.ratio().value()).isCloseTo(2, within(1e-9));
    assertThat(outcome.met()).isFalse();
  }

  @Test
  void aBarOfAnArmThatWasNotMeasuredHasNoOutcome() {
    assertThat(new Bar("", Workload.CHAT, "gateway", List.of("unknown"), 1).outcome(results))
        .isEmpty();
    assertThat(new Bar("", Workload.LONG, "gateway", List.of("envoy"), 1).outcome(results))
        .isEmpty();
  }

  @Test
  void theTableShowsMedianRangeRatioAndBars() {
    String report = MarkdownReport.of(results, List.of(BAR), "envoy", Map.of("rounds", "3"));

    assertThat(report)
        .contains("- rounds: 3")
        .contains("## " + Workload.CHAT.title())
        .contains("| gateway | 40.0 (36.0–44.0) | 2.00 (")
        .contains("| envoy 50 (50–50) | 0 |")
        .contains("| a chat | gateway | envoy | 1.50 | 2.00 (")
        .contains("**missed**");
  }

  @Test
  void theJsonHasEveryRound() throws IOException {
    JsonNode report =
        new ObjectMapper().readTree(JsonReport.of(results, List.of(BAR), Map.of("rounds", "3")));

    assertThat(report.at("/series/1/arm").textValue()).isEqualTo("envoy");
    assertThat(report.at("/series/1/rounds").size()).isEqualTo(3);
    assertThat(report.at("/series/1/rounds/0/cpuMicros/envoy").longValue()).isEqualTo(100);
    assertThat(report.at("/series/1/rounds/0/residentBytes/envoy").longValue())
        .isEqualTo(50L << 20);
    assertThat(report.at("/series/1/rounds/0/answered").longValue()).isEqualTo(5);
    assertThat(report.at("/bars/0/met").booleanValue()).isFalse();
  }

  private void add(String arm, long micros) {
    SequencedMap<String, Duration> before = new LinkedHashMap<>();
    before.put("envoy", Duration.ofSeconds(7));
    SequencedMap<String, Duration> after = new LinkedHashMap<>();
    after.put("envoy", Duration.ofSeconds(7).plusNanos(micros * 1000));
    SequencedMap<String, Long> resident = new LinkedHashMap<>();
    resident.put("envoy", 50L << 20);
    results.add(
        Workload.CHAT, arm, Measurement.between(before, after, resident, load.answered(), load));
  }

  private static LoadResult load() {
    try (Upstream upstream = new Upstream(0, Duration.ofMillis(1));
        LoadGenerator generator = new LoadGenerator()) {
      int port = upstream.serve("a", 0);
      return generator.run(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
          Prompt.request(Prompt.chat(1024, false), false),
          new Load.ClosedLoop(1, Duration.ofSeconds(60), 5),
          new Expectation("a", 0));
    }
  }
}
