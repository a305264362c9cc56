package io.aigw.decide;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generators of JSON as text, in all the ways in which a client may write it. */
final class JsonDocuments {

  private JsonDocuments() {}

  static Arbitrary<String> documents() {
    Arbitrary<String> document =
        Combinators.combine(space(), Arbitraries.oneOf(objects(), value(3)), space())
            .as((before, value, after) -> before + value + after);
    return Combinators.combine(Arbitraries.of("", "", "", "\uFEFF"), document).as(String::concat);
  }

  /** Objects whose keys are often models, in all spellings. */
  static Arbitrary<String> objects() {
    return object(Arbitraries.oneOf(modelKey(), key()), value(3));
  }

  private static Arbitrary<String> value(int depth) {
    if (depth == 0) {
      return Arbitraries.oneOf(string(), number(), Arbitraries.of("true", "false", "null"));
    }
    return Arbitraries.oneOf(
        value(0),
        value(0),
        object(Arbitraries.oneOf(modelKey(), key()), value(depth - 1)),
        array(value(depth - 1)));
  }

  private static Arbitrary<String> object(Arbitrary<String> key, Arbitrary<String> value) {
    return Combinators.combine(space(), key, space(), space(), value, space())
        .as((a, k, b, c, v, d) -> a + k + b + ":" + c + v + d)
        .list()
        .ofMaxSize(5)
        .map(members -> members.isEmpty() ? "{ }" : "{" + String.join(",", members) + "}");
  }

  private static Arbitrary<String> array(Arbitrary<String> value) {
    return Combinators.combine(space(), value, space())
        .as((before, v, after) -> before + v + after)
        .list()
        .ofMaxSize(4)
        .map(elements -> "[" + String.join(",", elements) + "]");
  }

  private static Arbitrary<String> space() {
    return Arbitraries.strings().withChars(" \t\r\n").ofMaxLength(2);
  }

  /** {@code model}, with some of its letters escaped. */
  private static Arbitrary<String> modelKey() {
    return Arbitraries.of(false, false, true)
        .list()
        .ofSize(5)
        .map(
            escaped -> {
              StringBuilder key = new StringBuilder("\"");
              for (int i = 0; i < escaped.size(); i++) {
                char letter = "model".charAt(i);
                key.append(escaped.get(i) ? "\\u%04x".formatted((int) letter) : letter);
              }
              return key.append('"').toString();
            });
  }

  private static Arbitrary<String> key() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "\"Model\"", "\"models\"", "\"mode\"", "\"\"", "\"\\u006Dodel \"", "\"mod\\bel\""),
        string());
  }

  private static Arbitrary<String> string() {
    return character().list().ofMaxSize(20).map(text -> '"' + String.join("", text) + '"');
  }

  private static Arbitrary<String> character() {
    Arbitrary<String> plain =
        Arbitraries.integers()
            .between(0x20, Character.MAX_CODE_POINT)
            .filter(c -> c != '"' && c != '\\' && (c < 0xD800 || c > 0xDFFF))
            .map(Character::toString);
    Arbitrary<String> ascii =
        Arbitraries.chars()
            .range(' ', '\u007f')
            .filter(c -> c != '"' && c != '\\')
            .map(String::valueOf);
    Arbitrary<String> shortEscape =
        Arbitraries.of("\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t");
    Arbitrary<String> longEscape =
        Arbitraries.integers()
            .between(0, 0xFFFF)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .map(c -> (c % 2 == 0 ? "\\u%04x" : "\\u%04X").formatted(c));
    Arbitrary<String> pairOfEscapes =
        Arbitraries.integers()
            .between(Character.MIN_SUPPLEMENTARY_CODE_POINT, Character.MAX_CODE_POINT)
            .map(
                c ->
                    "\\u%04x\\u%04x"
                        .formatted(
                            (int) Character.highSurrogate(c), (int) Character.lowSurrogate(c)));
    return Arbitraries.oneOf(
        ascii, ascii, ascii, plain, plain, shortEscape, longEscape, pairOfEscapes);
  }

  private static Arbitrary<String> number() {
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(25);
    return Combinators.combine(
            Arbitraries.of("", "-"),
            Arbitraries.oneOf(Arbitraries.of("0"), digits.map(d -> "1" + d)),
            Arbitraries.oneOf(Arbitraries.of(""), digits.map(d -> "." + d)),
            Arbitraries.of("", "e0", "E+17", "e-09"))
        .as((sign, integer, fraction, exponent) -> sign + integer + fraction + exponent);
  }

  static Arbitrary<List<String>> tokens() {
    return Arbitraries.of(
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
            "\u0001")
        .list()
        .ofMaxSize(14);
  }
}
