package io.aigw.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.bench.change.ChangeReport;
import io.aigw.bench.change.Row;
import io.aigw.bench.change.Scenario;
import io.aigw.bench.change.Scenarios;
import io.aigw.e2e.kit.Aigw;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The short forms of the bench's scenarios of changes. What depends on the machine, like times and
 * CPU, is in their table and is not asserted.
 */
class ChangesIT {

  private static final Path OUT = Checkout.OUTPUT.resolve("changes");
  private static final Duration LIMIT = Duration.ofMinutes(30);

  @TestFactory
  Stream<DynamicContainer> changesHurtNobody() throws Exception {
    Outcome.of(
            Checkout.ROOT,
            List.of(Aigw.command("bench", "changes", "--short", "--out", OUT.toString())),
            LIMIT)
        .succeeded();
    List<Row> rows = ChangeReport.rows(Files.readString(OUT.resolve("changes.json")));
    return Scenarios.all().stream()
        .filter(scenario -> !scenario.isOnlyByName())
        .map(scenario -> DynamicContainer.dynamicContainer(scenario.name(), tests(scenario, rows)));
  }

  private static Stream<DynamicTest> tests(Scenario scenario, List<Row> rows) {
    List<Row> correctness =
        rows.stream()
            .filter(row -> row.scenario().equals(scenario.name()))
            .filter(row -> row.kind() == Row.Kind.CORRECTNESS)
            .toList();
    assertThat(correctness).as("what %s says of correctness", scenario.name()).isNotEmpty();
    return correctness.stream()
        .map(row -> DynamicTest.dynamicTest(row.what(), () -> assertThat(row).matches(Row::met)));
  }
}
