package io.aigw.bench.report;

import io.aigw.bench.load.Workload;
import io.aigw.bench.stats.Ratio;
import io.aigw.bench.stats.Sample;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** The tables that people read. */
public final class MarkdownReport {

  private final Results results;
  private final String baseline;
  private final StringBuilder text = new StringBuilder();

  private MarkdownReport(Results results, String baseline) {
    this.results = results;
    this.baseline = baseline;
  }

  /**
   * Writes the report.
   *
   * @param baseline the arm that the others' CPU time is a multiple of
   */
  public static String of(
      Results results, List<Bar> bars, String baseline, Map<String, String> circumstances) {
    MarkdownReport report = new MarkdownReport(results, baseline);
    report.write(bars, circumstances);
    return report.text.toString();
  }

  private void write(List<Bar> bars, Map<String, String> circumstances) {
    line("# Bench");
    line("");
    circumstances.forEach((name, value) -> line("- %s: %s".formatted(name, value)));
    results.series().forEach(this::table);
    barTable(bars);
    results
        .startSeconds()
        .ifPresent(
            seconds -> {
              line("");
              line(
                  "From the start of a built `aigw run` to the first 200: %s s"
                      .formatted(number(seconds, 2)));
            });
  }

  private void table(Workload workload, SequencedMap<String, Series> arms) {
    line("");
    line("## %s".formatted(workload.title()));
    line("");
    line(
        "| arm | CPU µs/%s | × %s (95 %%) | by process | requests/s | p50 ms | p99 ms | first byte p50 ms | MiB | wrong |"
            .formatted(workload.unit().name().toLowerCase(Locale.ROOT), baseline));
    line("|---|---|---|---|---|---|---|---|---|---|");
    arms.forEach(
        (name, series) ->
            line(
                "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %d |"
                    .formatted(
                        name,
                        number(series.cpu(), 1),
                        ratio(workload, series),
                        byProcess(series),
                        number(series.requestsPerSecond(), 0),
                        number(series.latency(0.5), 2),
                        number(series.latency(0.99), 2),
                        number(series.firstByte(0.5), 2),
                        residentByProcess(series),
                        series.wrong())));
  }

  private String ratio(Workload workload, Series series) {
    return results
        .cpu(workload, baseline)
        .map(sample -> ratio(Ratio.of(series.cpu(), sample)))
        .orElse("");
  }

  private static String byProcess(Series series) {
    return series.processes().stream()
        .map(process -> "%s %.1f".formatted(process, series.cpu(process).median()))
        .collect(Collectors.joining(", "));
  }

  private static String residentByProcess(Series series) {
    return series.processes().stream()
        .map(process -> "%s %s".formatted(process, number(series.resident(process), 0)))
        .collect(Collectors.joining(", "));
  }

  private void barTable(List<Bar> bars) {
    List<Bar.Outcome> outcomes =
        bars.stream().flatMap(bar -> bar.outcome(results).stream()).toList();
    if (outcomes.isEmpty()) {
      return;
    }
    line("");
    line("## What the gateway is held to");
    line("");
    line("| what | arm | compared with | limit | measured (95 %) | |");
    line("|---|---|---|---|---|---|");
    outcomes.forEach(
        outcome ->
            line(
                "| %s | %s | %s | %.2f | %s | %s |"
                    .formatted(
                        outcome.bar().title(),
                        outcome.bar().arm(),
                        outcome.reference(),
                        outcome.bar().limit(),
                        ratio(outcome.ratio()),
                        outcome.met() ? "met" : "**missed**")));
  }

  private static String ratio(Ratio ratio) {
    return "%.2f (%.2f–%.2f)".formatted(ratio.value(), ratio.low(), ratio.high());
  }

  /** The median and, in brackets, the range. */
  private static String number(Sample sample, int digits) {
    String format = "%." + digits + "f";
    return (format + " (" + format + "–" + format + ")")
        .formatted(sample.median(), sample.min(), sample.max());
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
