package io.aigw.decide;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.decide.ModelScanner.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelScannerTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"model\":\"a\"}                             | \"a\"",
        "{\"model\" :\t\"a b\" , \"n\":1}              | \"a b\"",
        "{\"messages\":[{\"model\":\"x\"}],\"model\":\"a\"} | \"a\"",
        "{\"mod\\u0065l\":\"a\"}                       | \"a\"",
        "{\"\\u006d\\u006F\\u0064\\u0065\\u006c\":\"a\"} | \"a\"",
        "{\"model\":\"a\\\"}\"}                        | \"a\\\"}\"",
        "{\"model\":\"\"}                              | \"\"",
        "{\"model\":\"é漢😀\"}                          | \"é漢😀\"",
      })
  void findsTheModel(String json, String span) {
    assertThat(scan(json)).isEqualTo(Outcome.STRING);
    assertThat(spans(json)).containsExactly(span);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "1",
        "-0.5e+10",
        "\"model\"",
        "null",
        "[{\"model\":\"a\"}]",
        "{\"Model\":\"a\"}",
        "{\"model \":\"a\"}",
        "{\"models\":\"a\"}",
        "{\"mode\":\"a\"}",
        "{\"\":\"a\"}",
        "{\"mod\\nel\":\"a\"}",
        "{\"modél\":\"a\"}",
        "{\"\\ud83d\\uDE00model\":\"a\"}",
        "{\"\\u016dodel\":\"a\"}",
        "{\"a\":{\"model\":\"a\"}}",
        "{\"a\":\"model\",\"b\":[\"model\",\"x\"]}",
      })
  void passesOverWhatIsNoModel(String json) {
    assertThat(scan(json)).isEqualTo(Outcome.ABSENT);
    assertThat(spans(json)).isEmpty();
  }

  @Test
  void recordsEveryDuplicateAndJudgesByTheLast() {
    String lastIsString = "{\"model\":{\"model\":[1,{}]},\"model\":-1.5,\"m\":0,\"model\":\"z\"}";
    assertThat(scan(lastIsString)).isEqualTo(Outcome.STRING);
    assertThat(spans(lastIsString)).containsExactly("{\"model\":[1,{}]}", "-1.5", "\"z\"");

    String lastIsNot = "{\"model\":\"z\",\"model\":null}";
    assertThat(scan(lastIsNot)).isEqualTo(Outcome.NOT_STRING);
    assertThat(spans(lastIsNot)).containsExactly("\"z\"", "null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "-1", "0", "1.5", "1e9", "true", "false", "null", "[]", "{}", "[\"a\"]"})
  void tellsAModelOfAnotherType(String value) {
    for (String json :
        List.of("{\"model\":" + value + "}", "{\"model\":" + value + " ,\"a\":\"b\"}")) {
      assertThat(scan(json)).isEqualTo(Outcome.NOT_STRING);
      assertThat(spans(json)).containsExactly(value);
    }
  }

  @Test
  void endsWithTooManyModels() {
    String most = "\"model\":\"a\",".repeat(ModelScanner.MAX_SPANS - 1) + "\"model\":\"b\"";
    assertThat(scan("{" + most + "}")).isEqualTo(Outcome.STRING);
    assertThat(spans("{" + most + "}")).hasSize(ModelScanner.MAX_SPANS).last().isEqualTo("\"b\"");
    assertThat(scan("{" + most + ",\"model\":{}}")).isEqualTo(Outcome.REPEATED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"model\"",
        "{\"model\":",
        "{\"model\":\"a",
        "{\"model\":\"a\"",
        "{\"model\":\"a\"}x",
        "{\"model\":\"a\"}{}",
        "{\"model\":\"a\",}",
        "{\"model\":\"a\" \"b\":1}",
        "{,\"model\":\"a\"}",
        "{model:\"a\"}",
        "{'model':'a'}",
        "{\"model\":\"a\"} // comment",
        "/**/{\"model\":\"a\"}",
        "{\"model\":\"a\"]",
        "[\"model\":\"a\"]",
        "{\"model\"}",
        "{\"model\":}",
        "{\"a\":[1,],\"model\":\"a\"}",
        "{\"a\":tru,\"model\":\"a\"}",
        "{\"a\":nulL,\"model\":\"a\"}",
        "{\"a\":NaN,\"model\":\"a\"}",
        "{\"a\":01,\"model\":\"a\"}",
        "{\"a\":-,\"model\":\"a\"}",
        "{\"a\":+1,\"model\":\"a\"}",
        "{\"a\":.5,\"model\":\"a\"}",
        "{\"a\":5.,\"model\":\"a\"}",
        "{\"a\":1e,\"model\":\"a\"}",
        "{\"a\":1e+,\"model\":\"a\"}",
        "{\"a\":0x1,\"model\":\"a\"}",
        "{\"a\":\"\\x\",\"model\":\"a\"}",
        "{\"a\":\"\\u12g4\",\"model\":\"a\"}",
        "{\"a\":\"\\ud800\",\"model\":\"a\"}",
        "{\"a\":\"\\ud800 \\udc00\",\"model\":\"a\"}",
        "{\"a\":\"\\ud800\\n\",\"model\":\"a\"}",
        "{\"a\":\"\\ud800\\ud800\\udc00\",\"model\":\"a\"}",
        "{\"a\":\"\\udc00\",\"model\":\"a\"}",
        "{\"\\udc00\":1,\"model\":\"a\"}",
        "{\"a\":\"\t\",\"model\":\"a\"}",
        "{\"model\":\"a\"}\u0000",
        "{\"a\":1\f,\"model\":\"a\"}",
        "1.",
        "-",
        "1e",
        "tru",
      })
  void refusesWhatIsNotJson(String json) {
    assertThat(scan(json)).isEqualTo(Outcome.MALFORMED);
  }

  /** Each is one fault between two quotes, given as bytes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080", // a continuation on its own
        "\u00C3", // cut short by the quote
        "\u00C0\u00AF", // overlong
        "\u00E0\u009F\u00BF",
        "\u00F0\u008F\u00BF\u00BF",
        "\u00ED\u00A0\u0080", // a surrogate
        "\u00F4\u0090\u0080\u0080", // past the last code point
        "\u00F5\u0080\u0080\u0080",
        "\u00E2\u0082",
        "\u00F0\u009F\u0098A",
      })
  void refusesInvalidUtf8(String fault) {
    for (String json : List.of("{\"model\":\"12345678" + fault + "\"}", "{\"" + fault + "\":1}")) {
      assertThat(scan(json.getBytes(ISO_8859_1), json.length())).isEqualTo(Outcome.MALFORMED);
    }
  }

  @Test
  void acceptsAByteOrderMarkAtTheVeryStartOnly() {
    assertThat(scan("\uFEFF{\"model\":\"a\"}")).isEqualTo(Outcome.STRING);
    assertThat(scan(" \uFEFF{\"model\":\"a\"}")).isEqualTo(Outcome.MALFORMED);
    assertThat(scan("\uFEFF\uFEFF{\"model\":\"a\"}")).isEqualTo(Outcome.MALFORMED);
    assertThat(scan("\uFEFF")).isEqualTo(Outcome.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {"[|]", "{\"model\":|}"})
  void readsAnyDepth(String open, String close) {
    int depth = 100_000;
    String deep = open.repeat(depth) + "0" + close.repeat(depth);
    String json = "{\"a\":" + deep + ",\"model\":\"a\"}";
    assertThat(scan(json)).isEqualTo(Outcome.STRING);
    assertThat(spans(json)).containsExactly("\"a\"");
    assertThat(scan(deep.substring(0, deep.length() - 1))).isEqualTo(Outcome.MALFORMED);
    assertThat(scan(deep + close)).isEqualTo(Outcome.MALFORMED);
  }

  @Test
  void remembersWhatEachLevelIs() {
    String mixed = "[{\"a\":".repeat(1_000) + "0" + "}]".repeat(1_000);
    assertThat(scan(mixed)).isEqualTo(Outcome.ABSENT);
    for (int i = mixed.indexOf('0') + 1; i < mixed.length(); i++) {
      char other = mixed.charAt(i) == '}' ? ']' : '}';
      assertThat(scan(mixed.substring(0, i) + other + mixed.substring(i + 1)))
          .isEqualTo(Outcome.MALFORMED);
    }
  }

  @Test
  void offsetsCountFromTheFirstPiece() {
    byte[] bytes = "xx{\"a\":\"ß\",\"model\":\"abc\"}yy".getBytes(UTF_8);
    ModelScanner scanner = new ModelScanner();
    scanner.feed(bytes, 2, 9);
    scanner.feed(bytes, 9, 9);
    scanner.feed(bytes, 9, bytes.length - 2);
    assertThat(scanner.finish()).isEqualTo(Outcome.STRING);
    assertThat(new String(bytes, 2 + scanner.spanStart(0), 5, UTF_8)).isEqualTo("\"abc\"");
    assertThat(scanner.spanEnd(0) - scanner.spanStart(0)).isEqualTo(5);
  }

  private static Outcome scan(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    return scan(bytes, bytes.length);
  }

  private static Outcome scan(byte[] bytes, int length) {
    ModelScanner scanner = new ModelScanner();
    scanner.feed(bytes, 0, length);
    return scanner.finish();
  }

  private static List<String> spans(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    ModelScanner scanner = new ModelScanner();
    scanner.feed(bytes, 0, bytes.length);
    List<String> spans = new ArrayList<>();
    for (int i = 0; i < scanner.spanCount(); i++) {
      int start = scanner.spanStart(i);
      spans.add(new String(bytes, start, scanner.spanEnd(i) - start, UTF_8));
    }
    return spans;
  }
}
