package io.aigw.decide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aigw.decide.ModelScanner.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The scanner against a standard parser, on documents of all kinds, whole and damaged. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class ModelScannerPropertiesTest {

  /** Jackson without limits on size, strict about what follows the document. */
  private static final ObjectMapper PARSER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(Integer.MAX_VALUE)
                          .maxNumberLength(Integer.MAX_VALUE)
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNameLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @Property(tries = 1_000)
  void agreesWithAParserOnEveryDocument(@ForAll("documents") String json) {
    byte[] bytes = json.getBytes(UTF_8);
    assertThat(parse(bytes)).as("the generator makes JSON").isPresent();
    assertAgreement(bytes);
  }

  @Property(tries = 4_000)
  void agreesWithAParserOnDamagedDocuments(
      @ForAll("documents") String json, @ForAll("damages") List<Damage> damages) {
    byte[] bytes = json.getBytes(UTF_8);
    for (Damage damage : damages) {
      bytes = damage.to(bytes);
    }
    assertAgreement(bytes);
  }

  @Property(tries = 2_000)
  void agreesWithAParserOnTokensInAnyOrder(@ForAll("tokens") List<String> tokens) {
    assertAgreement(String.join("", tokens).getBytes(UTF_8));
  }

  @Property(tries = 100)
  void aCutAnywhereChangesNothing(@ForAll("documents") String json) {
    byte[] bytes = json.getBytes(UTF_8);
    Scan whole = Scan.of(bytes);
    for (int cut = 0; cut <= bytes.length; cut++) {
      assertThat(Scan.of(bytes, cut)).isEqualTo(whole);
    }
  }

  @Property(tries = 500)
  void piecesOfAnySizeChangeNothing(
      @ForAll("documents") String json,
      @ForAll("damages") List<Damage> damages,
      @ForAll @IntRange(min = 1, max = 12) int piece) {
    byte[] bytes = json.getBytes(UTF_8);
    for (Damage damage : damages) {
      bytes = damage.to(bytes);
    }
    int length = bytes.length;
    int[] cuts = new int[length / piece];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = i * piece;
    }
    assertThat(Scan.of(bytes, cuts)).isEqualTo(Scan.of(bytes));
  }

  @Property(tries = 300)
  void everyBeginningIsIncomplete(@ForAll("objects") String json) {
    byte[] bytes = json.strip().getBytes(UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      ModelScanner scanner = new ModelScanner();
      scanner.feed(bytes, 0, length);
      assertThat(scanner.finish()).isEqualTo(Outcome.MALFORMED);
    }
  }

  /**
   * What the scanner accepts, the parser accepts, with the same last model. What only the parser
   * accepts is not Unicode: invalid UTF-8 (it passes some, and guesses UTF-16 and UTF-32 from zero
   * bytes) and escapes of lone surrogates.
   */
  private static void assertAgreement(byte[] bytes) {
    Scan scan = Scan.of(bytes);
    Optional<JsonNode> parsed = parse(bytes);
    if (scan.outcome() == Outcome.MALFORMED) {
      if (parsed.isPresent()) {
        assertThat(isUtf8WithoutZero(bytes) && isUnicode(bytes)).isFalse();
      }
      return;
    }
    assertThat(parsed).isPresent();
    JsonNode model = parsed.get().isObject() ? parsed.get().get("model") : null;
    if (model == null) {
      assertThat(scan).isEqualTo(new Scan(Outcome.ABSENT, List.of()));
      return;
    }
    assertThat(scan.outcome()).isEqualTo(model.isTextual() ? Outcome.STRING : Outcome.NOT_STRING);
    assertThat(parse(scan.values().getLast().getBytes(UTF_8))).contains(model);
  }

  private record Scan(Outcome outcome, List<String> values) {

    static Scan of(byte[] bytes, int... cuts) {
      ModelScanner scanner = new ModelScanner();
      int from = 0;
      for (int cut : cuts) {
        scanner.feed(bytes, from, cut);
        from = cut;
      }
      scanner.feed(bytes, from, bytes.length);
      Outcome outcome = scanner.finish();
      List<String> values = new ArrayList<>();
      if (outcome != Outcome.MALFORMED) {
        for (int i = 0; i < scanner.spanCount(); i++) {
          int start = scanner.spanStart(i);
          values.add(new String(bytes, start, scanner.spanEnd(i) - start, UTF_8));
        }
      }
      return new Scan(outcome, values);
    }
  }

  private static Optional<JsonNode> parse(byte[] bytes) {
    try {
      JsonNode node = PARSER.readTree(bytes);
      return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (JsonProcessingException | CharacterCodingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether all keys and strings of a document that the parser accepts are text without gaps. */
  private static boolean isUnicode(byte[] bytes) {
    try (JsonParser parser = PARSER.createParser(bytes)) {
      while (parser.nextToken() != null) {
        if (!UTF_8.newEncoder().canEncode(parser.getText())) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isUtf8WithoutZero(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        return false;
      }
    }
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Provide
  static Arbitrary<String> documents() {
    return JsonDocuments.documents();
  }

  @Provide
  static Arbitrary<String> objects() {
    return JsonDocuments.objects();
  }

  @Provide
  static Arbitrary<List<Damage>> damages() {
    return Damage.some();
  }

  @Provide
  static Arbitrary<List<String>> tokens() {
    return JsonDocuments.tokens();
  }
}
