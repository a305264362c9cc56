package io.aigw.decide;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** JSON as text, in all the ways in which a client may write it, at random. */
final class JsonDocuments {

  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"model\"",
          "\"a\"",
          "1",
          "-",
          "0",
          ".",
          "e",
          "+",
          " ",
          "true",
          "null",
          "\"",
          "\\",
          "u006d",
          "\n",
          "{\"model\":\"",
          "\"}",
          "é",
          "\u0001");

  private final RandomGenerator random;

  JsonDocuments(RandomGenerator random) {
    this.random = random;
  }

  String document() {
    String mark = any("", "", "", "\uFEFF");
    return mark + space() + (random.nextBoolean() ? object() : value(3)) + space();
  }

  /** An object whose keys are often models, in all spellings. */
  String object() {
    return object(3);
  }

  /** Tokens without any order. */
  String tokens() {
    return Stream.generate(() -> TOKENS.get(random.nextInt(TOKENS.size())))
        .limit(random.nextInt(15))
        .collect(joining());
  }

  private String value(int depth) {
    return switch (random.nextInt(depth == 0 ? 3 : 6)) {
      case 0 -> string();
      case 1 -> number();
      case 2 -> any("true", "false", "null");
      case 3 -> string();
      case 4 -> object(depth - 1);
      default -> list(4, "[", "]", () -> space() + value(depth - 1) + space());
    };
  }

  private String object(int depth) {
    return list(
        5, "{ ", "}", () -> space() + key() + space() + ":" + space() + value(depth) + space());
  }

  private String list(int most, String begin, String end, Supplier<String> element) {
    return Stream.generate(element)
        .limit(random.nextInt(most + 1))
        .collect(joining(",", begin, end));
  }

  private String space() {
    return Stream.generate(() -> any(" ", "\t", "\r", "\n"))
        .limit(random.nextInt(3))
        .collect(joining());
  }

  private String key() {
    return switch (random.nextInt(4)) {
      case 0, 1 -> modelKey();
      case 2 ->
          any("\"Model\"", "\"models\"", "\"mode\"", "\"\"", "\"\\u006Dodel \"", "\"mod\\bel\"");
      default -> string();
    };
  }

  /** {@code model}, with some of its letters escaped. */
  private String modelKey() {
    return "model"
        .chars()
        .mapToObj(c -> random.nextInt(3) == 0 ? "\\u%04x".formatted(c) : Character.toString(c))
        .collect(joining("", "\"", "\""));
  }

  private String string() {
    return Stream.generate(this::character)
        .limit(random.nextInt(21))
        .collect(joining("", "\"", "\""));
  }

  private String character() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> plain(0x80);
      case 3, 4 -> plain(Character.MAX_CODE_POINT + 1);
      case 5 -> any("\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t");
      case 6 -> escape(codePoint(0, 0x10000));
      default -> {
        int c = codePoint(Character.MIN_SUPPLEMENTARY_CODE_POINT, Character.MAX_CODE_POINT + 1);
        yield escape(Character.highSurrogate(c)) + escape(Character.lowSurrogate(c));
      }
    };
  }

  /** A character that need not be escaped. */
  private String plain(int end) {
    int c = codePoint(0x20, end);
    return c == '"' || c == '\\' ? "/" : Character.toString(c);
  }

  /** No surrogate. */
  private int codePoint(int from, int end) {
    int c = random.nextInt(from, end);
    return Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE ? 0xE9 : c;
  }

  private String escape(int unit) {
    return (random.nextBoolean() ? "\\u%04x" : "\\u%04X").formatted(unit);
  }

  private String number() {
    String integer = random.nextBoolean() ? "0" : "1" + digits();
    String fraction = random.nextBoolean() ? "" : "." + digits();
    return any("", "-") + integer + fraction + any("", "e0", "E+17", "e-09");
  }

  private String digits() {
    return random.ints(random.nextInt(1, 26), 0, 10).mapToObj(Integer::toString).collect(joining());
  }

  private String any(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
