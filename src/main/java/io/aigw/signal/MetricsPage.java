package io.aigw.signal;

import io.aigw.pick.Signals;
import io.aigw.signal.ModelServer.Series;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a page in Prometheus' text format: once from the first byte to the last, and of each line
 * that is not wanted no more than its name. Not for more than one page, nor for several threads.
 *
 * <p>A server with several engines or models has a series for each: what waits and runs is added
 * up, of the cache the fullest counts. Of the series that tell adapters the newest holds, which is
 * the one with the largest value.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">the format</a>
 */
public final class MetricsPage {

  private final byte[] page;
  private final int length;
  private final ModelServer server;
  private boolean known;
  private double waiting;
  private double running;
  private double cacheUse;
  private int maxAdapters;
  private double newest = Double.NEGATIVE_INFINITY;
  private Set<String> adapters = Set.of();

  private MetricsPage(byte[] page, int length, ModelServer server) {
    this.page = page;
    this.length = length;
    this.server = server;
  }

  /**
   * What the page says, or nothing if no line of it is one of such a server.
   *
   * @param length how many bytes of the array are the page
   * @param at when it was read, see {@link Signals}
   */
  public static Optional<Signals> read(byte[] page, int length, ModelServer server, long at) {
    MetricsPage reading = new MetricsPage(page, length, server);
    reading.lines();
    if (!reading.known) {
      return Optional.empty();
    }
    return Optional.of(
        new Signals(
            (int) reading.waiting,
            (int) reading.running,
            reading.cacheUse,
            reading.maxAdapters,
            reading.adapters,
            at));
  }

  private void lines() {
    int begin = 0;
    while (begin < length) {
      int end = begin;
      while (end < length && page[end] != '\n') {
        end++;
      }
      if (page[begin] != '#') {
        line(begin, end);
      }
      begin = end + 1;
    }
  }

  private void line(int begin, int end) {
    for (Series series : server.series()) {
      int after = begin + series.metric().length();
      if (after < end
          && (page[after] == '{' || isBlank(page[after]))
          && is(series.metric(), begin)) {
        Line line = new Line(after, end);
        if (series.label().isEmpty() || line.label(series.label()).equals(series.value())) {
          line.value().ifPresent(value -> take(series.signal(), value, line));
        }
      }
    }
  }

  private void take(ModelServer.Signal signal, double value, Line line) {
    known = true;
    switch (signal) {
      case WAITING -> waiting += value;
      case RUNNING -> running += value;
      case CACHE_USE -> cacheUse = Math.max(cacheUse, value);
      case ADAPTERS -> {
        if (value > newest) {
          newest = value;
          adapters = new HashSet<>();
          add(line.label("running_lora_adapters"));
          add(line.label("waiting_lora_adapters"));
          maxAdapters = number(line.label("max_lora"));
        }
      }
    }
  }

  private void add(String names) {
    for (String name : names.split(",", -1)) {
      if (!name.isBlank()) {
        adapters.add(name.strip());
      }
    }
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private boolean is(String name, int at) {
    for (int i = 0; i < name.length(); i++) {
      if (page[at + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private String text(int begin, int end) {
    return new String(page, begin, end - begin, StandardCharsets.UTF_8);
  }

  /** What follows a name: labels in braces, if there are any, and a value. */
  private final class Line {
    private final int begin;
    private final int end;

    Line(int begin, int end) {
      this.begin = begin;
      this.end = end;
    }

    /** The value of a label, empty if there is none. */
    String label(String name) {
      int at = begin;
      while (at < end && (page[at] == '{' || page[at] == ',' || isBlank(page[at]))) {
        int equals = at + 1;
        while (equals < end && page[equals] != '=') {
          equals++;
        }
        int close = closingQuote(equals + 1);
        if (close < 0) {
          return "";
        }
        if (text(at + 1, equals).strip().equals(name)) {
          return text(equals + 2, close)
              .replace("\\n", "\n")
              .replace("\\\"", "\"")
              .replace("\\\\", "\\");
        }
        at = close + 1;
      }
      return "";
    }

    Optional<Double> value() {
      int at = begin;
      if (at < end && page[at] == '{') {
        boolean quoted = false;
        while (at < end && (quoted || page[at] != '}')) {
          if (quoted && page[at] == '\\') {
            at++;
          } else if (page[at] == '"') {
            quoted = !quoted;
          }
          at++;
        }
        at++;
      }
      while (at < end && isBlank(page[at])) {
        at++;
      }
      int after = Math.min(at, end);
      while (after < end && !isBlank(page[after]) && page[after] != '\r') {
        after++;
      }
      try {
        double value = Double.parseDouble(text(Math.min(at, end), after));
        return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    /** Where a quoted text ends that begins here, or -1. */
    private int closingQuote(int open) {
      if (open >= end || page[open] != '"') {
        return -1;
      }
      for (int at = open + 1; at < end; at++) {
        if (page[at] == '\\') {
          at++;
        } else if (page[at] == '"') {
          return at;
        }
      }
      return -1;
    }
  }
}
