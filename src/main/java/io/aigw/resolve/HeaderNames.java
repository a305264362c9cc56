package io.aigw.resolve;

import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_VALUE;

import io.aigw.api.HeaderMutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which headers users may name. */
public final class HeaderNames {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9!#$%&'*+\\-.^_`|~]+");
  private static final int LONGEST_NAME = 256;
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\uffff]*");

  /** Envoy refuses values of more than 16 KiB: a character may take 3 bytes, or be doubled. */
  private static final int LONGEST_VALUE = 4_096;

  /** What frames or addresses a message, which is Envoy's to write. */
  private static final Set<String> RESERVED =
      Set.of("host", "content-length", "transfer-encoding", "connection", "upgrade", "te");

  /** What only the gateway may set. */
  private static final List<String> INTERNAL =
      List.of("x-ai-eg-", "x-aigw-", "x-envoy-", "x-gateway-destination-endpoint");

  private HeaderNames() {}

  /** Whether this is a header's name. */
  public static boolean isName(String name) {
    return name.length() <= LONGEST_NAME && NAME.matcher(name).matches();
  }

  /** What of a mutation cannot be done. */
  public static List<Problem> problems(@Nullable HeaderMutation mutation, String field) {
    List<Problem> problems = new ArrayList<>();
    if (mutation != null) {
      mutation.remove().forEach(name -> check(name, field + ".remove", problems));
      for (HeaderMutation.Header header : mutation.set()) {
        check(header.name(), field + ".set", problems);
        if (header.value().length() > LONGEST_VALUE) {
          problems.add(
              new Problem(
                  UNSUPPORTED_VALUE,
                  "%s: the value of %s is longer than %d characters"
                      .formatted(field, header.name(), LONGEST_VALUE)));
        }
        if (!VALUE.matcher(header.value()).matches()) {
          problems.add(
              new Problem(
                  UNSUPPORTED_VALUE,
                  "%s: the value of %s has a control character".formatted(field, header.name())));
        }
      }
    }
    return problems;
  }

  private static void check(String name, String field, List<Problem> problems) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    if (!isName(name)) {
      problems.add(
          new Problem(UNSUPPORTED_VALUE, "%s: %s is no header name".formatted(field, name)));
    } else if (RESERVED.contains(lowerCase) || INTERNAL.stream().anyMatch(lowerCase::startsWith)) {
      problems.add(
          new Problem(
              UNSUPPORTED_VALUE, "%s: %s is the gateway's own to set".formatted(field, name)));
    }
  }
}
