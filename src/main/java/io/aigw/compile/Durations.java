package io.aigw.compile;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Gateway API writes them: up to four groups of up to five digits with a unit, {@code
 * 1h30m}, {@code 500ms}.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/geps/gep-2257/">GEP-2257</a>
 */
final class Durations {

  private static final Pattern WHOLE = Pattern.compile("([0-9]{1,5}(h|m|s|ms)){1,4}");
  private static final Pattern GROUP = Pattern.compile("([0-9]{1,5})(h|ms|m|s)");

  private Durations() {}

  /** The duration; empty where the text is none. */
  static Optional<Duration> parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    Matcher group = GROUP.matcher(text);
    while (group.find()) {
      long amount = Long.parseLong(group.group(1));
      sum =
          sum.plus(
              switch (group.group(2)) {
                case "h" -> Duration.ofHours(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "s" -> Duration.ofSeconds(amount);
                default -> Duration.ofMillis(amount);
              });
    }
    return Optional.of(sum);
  }
}
