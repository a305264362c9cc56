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
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The scanner against a standard parser, on documents of all kinds, whole and damaged. */
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

  @Test
  void agreesWithAParserOnEveryDocument() {
    Trials.of(
        1_000,
        random -> {
          byte[] bytes = document(random);
          assertThat(parse(bytes)).as("the generator makes JSON").isPresent();
          assertAgreement(bytes);
        });
  }

  @Test
  void agreesWithAParserOnDamagedDocuments() {
    Trials.of(4_000, random -> assertAgreement(damaged(random)));
  }

  @Test
  void agreesWithAParserOnTokensInAnyOrder() {
    Trials.of(2_000, random -> assertAgreement(new JsonDocuments(random).tokens().getBytes(UTF_8)));
  }

  @Test
  void aCutAnywhereChangesNothing() {
    Trials.of(
        100,
        random -> {
          byte[] bytes = document(random);
          Scan whole = Scan.of(bytes);
          for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(Scan.of(bytes, cut)).isEqualTo(whole);
          }
        });
  }

  @Test
  void piecesOfAnySizeChangeNothing() {
    Trials.of(
        500,
        random -> {
          byte[] bytes = damaged(random);
          int piece = random.nextInt(1, 13);
          int[] cuts = new int[bytes.length / piece];
          for (int i = 0; i < cuts.length; i++) {
            cuts[i] = i * piece;
          }
          assertThat(Scan.of(bytes, cuts)).isEqualTo(Scan.of(bytes));
        });
  }

  @Test
  void everyBeginningIsIncomplete() {
    Trials.of(
        300,
        random -> {
          byte[] bytes = new JsonDocuments(random).object().strip().getBytes(UTF_8);
          for (int length = 0; length < bytes.length; length++) {
            ModelScanner scanner = new ModelScanner();
            scanner.feed(bytes, 0, length);
            assertThat(scanner.finish()).isEqualTo(Outcome.MALFORMED);
          }
        });
  }

  private static byte[] document(RandomGenerator random) {
    return new JsonDocuments(random).document().getBytes(UTF_8);
  }

  private static byte[] damaged(RandomGenerator random) {
    byte[] bytes = document(random);
    for (Damage damage : Damage.some(random)) {
      bytes = damage.to(bytes);
    }
    return bytes;
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
}
