package io.aigw.resolve;

import java.util.regex.Pattern;

/** The names of hosts. */
final class DnsName {

  private static final Pattern VALID =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private DnsName() {}

  /** Whether a text in lower case is one, without a wildcard. */
  static boolean isValid(String text) {
    return VALID.matcher(text).matches();
  }
}
