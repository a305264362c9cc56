package io.aigw.simulator.http;

import io.aigw.simulator.time.DurationText;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What goes wrong with a request on purpose.
 *
 * @param delay before the request is looked at
 * @param status of an error that is answered instead
 * @param drop where the connection is closed
 */
public record Fault(Duration delay, OptionalInt status, Drop drop) {

  /** Where in an answer the connection is closed without a word. */
  public enum Drop {
    NEVER,
    BEFORE_HEADERS,
    AFTER_HEADERS,
    /** After half of a stream's tokens, or half of a whole answer's bytes. */
    MID_STREAM;

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Nothing goes wrong. */
  public static final Fault NONE = new Fault(Duration.ZERO, OptionalInt.empty(), Drop.NEVER);

  /**
   * Reads a fault: any of {@code delay=DURATION}, {@code status=400..599} and {@code
   * drop=before-headers|after-headers|mid-stream}, separated by commas.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Fault parse(String text) {
    Fault fault = NONE;
    for (String part : text.split(",", -1)) {
      String[] pair = part.strip().split("=", 2);
      fault = fault.with(pair[0], pair.length == 2 ? pair[1] : "");
    }
    return fault;
  }

  private Fault with(String name, String value) {
    return switch (name) {
      case "delay" -> new Fault(DurationText.parse(value), status, drop);
      case "status" -> {
        if (!value.matches("[45]\\d\\d")) {
          throw new IllegalArgumentException("'" + value + "' is no status of an error");
        }
        yield new Fault(delay, OptionalInt.of(Integer.parseInt(value)), drop);
      }
      case "drop" -> new Fault(delay, status, dropNamed(value));
      default ->
          throw new IllegalArgumentException(
              "'" + name + "' is no fault: write delay=, status= or drop=");
    };
  }

  private static Drop dropNamed(String text) {
    return Arrays.stream(Drop.values())
        .filter(drop -> drop.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + text
                        + "' is no place to drop a connection: write one of "
                        + Arrays.stream(Drop.values())
                            .map(Drop::text)
                            .collect(Collectors.joining(", "))));
  }
}
