package io.aigw.bench.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects what a scenario measures. */
final class Rows {

  private static final double NANOS_PER_MILLI = 1e6;

  private final String scenario;
  private final List<Row> rows = new ArrayList<>();

  Rows(Scenario scenario) {
    this.scenario = scenario.name();
  }

  /** A number that must be 0. */
  void zero(String what, long count) {
    add(what, Long.toString(count), "0", Row.Kind.CORRECTNESS, count == 0);
  }

  /** Failures of which there must be none. */
  void none(String what, Map<String, Long> failures, long of) {
    String measured = failures.isEmpty() ? "0" : failures.toString();
    add(what, "%s of %d".formatted(measured, of), "0", Row.Kind.CORRECTNESS, failures.isEmpty());
  }

  /** A number that must not be larger than another. */
  void limit(String what, long count, long limit) {
    add(what, Long.toString(count), "≤ " + limit, Row.Kind.CORRECTNESS, count <= limit);
  }

  /** Something that must hold. */
  void holds(String what, boolean holds) {
    add(what, holds ? "yes" : "no", "yes", Row.Kind.CORRECTNESS, holds);
  }

  /** Milliseconds with an upper limit. */
  void millis(String what, long nanos, double limitMillis) {
    double millis = nanos / NANOS_PER_MILLI;
    add(what, "%.1f ms", millis, "≤ %.0f ms".formatted(limitMillis), millis <= limitMillis);
  }

  /** Milliseconds without a limit. */
  void millis(String what, long nanos) {
    add(what, "%.1f ms", nanos / NANOS_PER_MILLI, "", true);
  }

  /** A ratio with an upper limit. */
  void ratio(String what, double ratio, double limit) {
    add(what, "%.2f ×", ratio, "≤ %.1f ×".formatted(limit), ratio <= limit);
  }

  /** A value with an upper limit. */
  void atMost(String what, String format, double value, double limit) {
    add(what, format, value, "≤ " + format.formatted(limit), value <= limit);
  }

  /** A value without a limit. */
  void figure(String what, String measured) {
    add(what, measured, "", Row.Kind.COST, true);
  }

  private void add(String what, String format, double value, String bar, boolean met) {
    add(what, String.format(Locale.ROOT, format, value), bar, Row.Kind.COST, met);
  }

  private void add(String what, String measured, String bar, Row.Kind kind, boolean met) {
    rows.add(new Row(scenario, what, measured, bar, kind, met));
  }

  List<Row> all() {
    return List.copyOf(rows);
  }
}
