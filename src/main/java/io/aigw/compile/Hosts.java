package io.aigw.compile;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Hostnames of Gateway API: exact, or with a leading {@code *.} that stands for one or more labels;
 * absent for any host.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/reference/spec/#hostname">Hostname</a>
 */
final class Hosts {

  /**
   * More specific first: an exact name before a wildcard, a longer one before a shorter one, any
   * host last.
   */
  static final Comparator<Optional<String>> MOST_SPECIFIC_FIRST =
      Comparator.comparing((Optional<String> host) -> host.isEmpty())
          .thenComparing(host -> host.filter(Hosts::isWildcard).isPresent())
          .thenComparingInt(host -> -host.map(String::length).orElse(0))
          .thenComparing(host -> host.orElse(""));

  private static final int LONGEST = 253;
  private static final Pattern VALID =
      Pattern.compile("(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private Hosts() {}

  /** Whether users may write this; empty means any host. */
  static boolean isValid(String hostname) {
    return hostname.isEmpty()
        || (hostname.length() <= LONGEST
            && VALID.matcher(hostname.toLowerCase(Locale.ROOT)).matches());
  }

  /** A hostname as users write it. */
  static Optional<String> of(String hostname) {
    return hostname.isEmpty() ? Optional.empty() : Optional.of(hostname.toLowerCase(Locale.ROOT));
  }

  /**
   * The hosts that both cover, which is the narrower of the two; empty where they have none in
   * common.
   */
  static Optional<Optional<String>> intersect(Optional<String> one, Optional<String> other) {
    if (covers(one, other)) {
      return Optional.of(other);
    }
    return covers(other, one) ? Optional.of(one) : Optional.empty();
  }

  /** Whether every host of {@code narrow} is one of {@code wide}. */
  static boolean covers(Optional<String> wide, Optional<String> narrow) {
    if (wide.isEmpty() || wide.equals(narrow)) {
      return true;
    }
    return narrow.isPresent()
        && isWildcard(wide.get())
        && narrow.get().endsWith(wide.get().substring(1));
  }

  private static boolean isWildcard(String host) {
    return host.startsWith("*.");
  }
}
