package io.aigw.simulator.http;

import io.aigw.simulator.engine.Histogram;

/**
 * Writes metrics in Prometheus' text format, the way its Python client does: every counter and
 * histogram has a gauge beside it with the time since which it counts.
 */
final class PrometheusText {
  private final StringBuilder text = new StringBuilder(32_768);
  private final String labels;
  private final double created;

  /**
   * An empty page.
   *
   * @param labels that every series has, without braces
   * @param created the time since which everything counts, in seconds since 1970
   */
  PrometheusText(String labels, double created) {
    this.labels = labels;
    this.created = created;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  void gauge(String name, String help, double value) {
    family(name, "gauge", help).sample(name, "", value);
  }

  void counter(String name, String help, long value) {
    family(name + "_total", "counter", help).count(name + "_total", "", value);
    family(name + "_created", "gauge", help).sample(name + "_created", "", created);
  }

  void histogram(String name, String help, Histogram histogram) {
    family(name, "histogram", help);
    double[] bounds = histogram.bounds();
    long[] counts = histogram.cumulativeCounts();
    for (int i = 0; i < counts.length; i++) {
      String bound = i < bounds.length ? Double.toString(bounds[i]) : "+Inf";
      count(name + "_bucket", label("le", bound), counts[i]);
    }
    count(name + "_count", "", histogram.count());
    sample(name + "_sum", "", histogram.sum());
    family(name + "_created", "gauge", help).sample(name + "_created", "", created);
  }

  /** Begins a family; its samples follow. */
  PrometheusText family(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /**
   * Writes a sample.
   *
   * @param more labels of its own, without braces; may be empty
   */
  PrometheusText sample(String name, String more, double value) {
    text.append(name).append('{').append(labels);
    if (!more.isEmpty()) {
      text.append(',').append(more);
    }
    text.append("} ").append(value).append('\n');
    return this;
  }

  /** Writes a sample that is a whole number. */
  PrometheusText count(String name, String more, long value) {
    return sample(name, more, (double) value);
  }

  /** A label; the value is escaped. */
  static String label(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return name + "=\"" + escaped + '"';
  }
}
