package io.aigw.compile;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Whether Envoy takes a regular expression. Envoy has RE2 itself, and lets it look at bytes: those
 * of an expression's UTF-8 are characters of Latin-1 to it. RE2/J, which is asked here about the
 * same characters, lets a few more expressions through. What Envoy does not take it refuses with
 * all that comes along, so what is doubtful is a problem here.
 *
 * @see <a href="https://github.com/google/re2/wiki/Syntax">RE2's syntax</a>
 */
public final class Re2 {

  /**
   * The size of a compiled expression that Envoy is told to accept (the bootstrap's {@code
   * re2.max_program_size}), in RE2's instructions.
   */
  public static final int LARGEST_PROGRAM = 30_000;

  /** RE2 repeats nothing more often than 1,000 times, also not in several steps. */
  private static final int LONGEST = 1_000;

  /**
   * No more instructions of RE2's are made of one of RE2/J's, unless it is a set that is written
   * out, where it may be one more for each character of that.
   */
  private static final int STEPS_EACH = 8;

  private static final java.util.regex.Pattern TOKEN =
      java.util.regex.Pattern.compile(
          """
          (?<quoted>\\\\Q.*?(?:\\\\E|\\z))
          |(?<escape>\\\\(?:x\\{[^}]*\\}|.))
          |(?<set>\\[\\^?\\]?(?:\\\\.|\\[:\\^?[a-z]+:\\]|[^\\]])*+\\])
          |(?<open>\\((?:\\?(?:P?<[^>]*>|[a-zA-Z-]*[:)]))?|\\|)
          |(?<repeat>[*+?]|\\{[0-9]+(?:,[0-9]*)?\\})
          |.""",
          java.util.regex.Pattern.COMMENTS | java.util.regex.Pattern.DOTALL);

  private static final java.util.regex.Pattern ESCAPE =
      java.util.regex.Pattern.compile(
          "\\\\(?:x\\{(?<code>[0-9a-fA-F]{1,6})\\}|.)", java.util.regex.Pattern.DOTALL);

  private Re2() {}

  /** Why Envoy would not take the expression; empty where it does. */
  public static Optional<String> problem(String pattern) {
    if (pattern.isEmpty()) {
      return Optional.of("the regular expression is empty");
    }
    int size;
    try {
      size = compile(pattern).programSize();
    } catch (PatternSyntaxException e) {
      return Optional.of(
          "%s is no RE2 regular expression: %s".formatted(pattern, e.getDescription()));
    }
    if (!isStrict(pattern)) {
      return Optional.of("%s is no RE2 regular expression".formatted(pattern));
    }
    long steps = (long) size * (STEPS_EACH + longestSet(pattern));
    return size > LONGEST || steps > LARGEST_PROGRAM
        ? Optional.of(
            "the regular expression is too complex (up to %d of at most %d steps); split the rule"
                .formatted(steps, LARGEST_PROGRAM))
        : Optional.empty();
  }

  /** An expression that Envoy takes, for {@link #matches}. */
  static Pattern compile(String pattern) {
    return Pattern.compile(asBytes(pattern));
  }

  /** Whether the whole text matches in Envoy. */
  static boolean matches(Pattern pattern, String text) {
    return pattern.matches(asBytes(text));
  }

  private static String asBytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static int longestSet(String pattern) {
    return TOKEN
        .matcher(pattern)
        .results()
        .mapToInt(token -> token.group("set") == null ? 0 : token.group("set").length())
        .max()
        .orElse(0);
  }

  /** What RE2/J lets through and RE2 does not. */
  private static boolean isStrict(String pattern) {
    if (pattern
        .codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      return false; // half a character
    }
    State state = State.NOTHING;
    Matcher token = TOKEN.matcher(pattern);
    while (token.find()) {
      String text = token.group();
      if (token.group("escape") != null || token.group("set") != null) {
        if (hasForeignEscape(text)) {
          return false;
        }
        state = State.OPERAND;
      } else if (token.group("open") != null) {
        state = State.NOTHING;
      } else if (token.group("repeat") != null) {
        if (state == State.OPERAND) {
          state = State.REPEATED;
        } else if (state == State.REPEATED && text.equals("?")) {
          state = State.LAZY;
        } else {
          return false;
        }
      } else {
        state = State.OPERAND;
      }
    }
    return true;
  }

  /** What was read last: what could be repeated, or was, or neither. */
  private enum State {
    NOTHING,
    OPERAND,
    REPEATED,
    LAZY
  }

  /** Whether a character is escaped that is no ASCII, or described that is no byte. */
  private static boolean hasForeignEscape(String text) {
    Matcher escape = ESCAPE.matcher(text);
    while (escape.find()) {
      String code = escape.group("code");
      if (code == null ? escape.group().charAt(1) >= 0x80 : Integer.parseInt(code, 16) > 0xff) {
        return true;
      }
    }
    return false;
  }
}
