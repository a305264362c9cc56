package io.aigw.compile;

import io.aigw.api.Timeouts;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a rule's requests may take.
 *
 * @param exchange of the whole exchange; zero: no limit
 * @param idle without a byte in either direction
 */
record RuleTimeouts(Duration exchange, Duration idle) {

  /** No limit on the whole response, because streams are long. */
  private static final Duration DEFAULT_EXCHANGE = Duration.ZERO;

  private static final Duration DEFAULT_IDLE = Duration.ofMinutes(5);

  /**
   * The timeouts of a rule.
   *
   * @param idle without a byte in either direction; null: the default
   * @param field the rule's, for messages
   */
  static RuleTimeouts of(
      @Nullable Timeouts timeouts, @Nullable String idle, String field, RouteFindings findings) {
    return new RuleTimeouts(
        exchange(timeouts, field + ".timeouts", findings),
        duration(idle, DEFAULT_IDLE, field + ".streamIdleTimeout", findings));
  }

  private static Duration exchange(
      @Nullable Timeouts timeouts, String field, RouteFindings findings) {
    if (timeouts == null) {
      return DEFAULT_EXCHANGE;
    }
    Duration request = duration(timeouts.request(), DEFAULT_EXCHANGE, field + ".request", findings);
    // nothing that an endpoint has seen is tried again, so one attempt is the whole exchange
    Duration attempt =
        duration(timeouts.backendRequest(), DEFAULT_EXCHANGE, field + ".backendRequest", findings);
    if (attempt.isZero()) {
      return request;
    }
    return request.isZero() || attempt.compareTo(request) < 0 ? attempt : request;
  }

  private static Duration duration(
      @Nullable String text, Duration absent, String field, RouteFindings findings) {
    if (text == null) {
      return absent;
    }
    Optional<Duration> duration = Durations.parse(text);
    if (duration.isEmpty()) {
      findings.leaveOut(field, text + " is no duration; write it like 1h30m or 500ms");
    }
    return duration.orElse(absent);
  }
}
