package io.aigw.decide;

import static io.aigw.decide.PickerFixture.ONE;
import static io.aigw.decide.PickerFixture.THREE;
import static io.aigw.decide.PickerFixture.TWO;
import static io.aigw.decide.PickerMessages.body;
import static io.aigw.decide.PickerMessages.chunk;
import static io.aigw.decide.PickerMessages.header;
import static io.aigw.decide.PickerMessages.headers;
import static io.aigw.decide.PickerMessages.metadata;
import static io.aigw.decide.PickerMessages.stream;
import static io.aigw.decide.PickerMessages.streamed;
import static io.aigw.decide.PickerMessages.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.aigw.pick.Policies;
import io.aigw.route.ModelRenaming;
import io.aigw.route.WeightedName;
import io.envoyproxy.envoy.service.ext_proc.v3.BodyResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ImmediateResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an endpoint picker makes of models, by the inference extension's own tables. */
class PickedModelsTest {

  private static final ModelRenaming REWRITES =
      new ModelRenaming(
          new TreeMap<>(Map.of("alias", List.of(new WeightedName("rewritten", 1)))),
          List.of(new WeightedName("base", 1)));

  private final PickerFixture picker = new PickerFixture();

  PickedModelsTest() throws IOException {}

  @AfterEach
  void stop() {
    picker.close();
  }

  /** The cases of v0.2.0: waiting/cache use/adapters of three servers. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "low queue and cache  | my-model           | my-model-12345  | 3/.2/    0/.1/      10/.2/   | 2",
        "adapter, short queue | sql-lora           | sql-lora-1fdg2  | 0/.2/foo 0/.1/TARGET 10/.2/foo | 2",
        "adapter, long queue  | sql-lora           | sql-lora-1fdg2  | 10/.2/foo 200/.1/TARGET 6/.2/foo | 3",
        "sheddable, with room | sql-lora-sheddable | sql-lora-1fdg3  | 4/.2/TARGET 0/.85/TARGET 10/.9/TARGET | 1",
        "critical, cache full | direct-model       | direct-model    | 4/.2/foo 0/.85/foo 10/.9/foo | 2"
      })
  void choosesByTheTree(String what, String model, String target, String servers, int wanted)
      throws Exception {
    picker.serves(Policies.DECISION_TREE, Optional.of(PickerFixture.MODELS));
    say(servers.replace("TARGET", target));
    int as = 0;
    for (int i = 0; i < 40; i++) {
      Conversation one = picker.ask().send(headers(false));
      one.send(body("{\"model\":\"%s\",".formatted(model), false));
      one.send(body("\"prompt\":\"test\"}", true));
      as += metadata(one.answer()).equals("192.168.1.%d:8000".formatted(wanted)) ? 1 : 0;
      StringBuilder sent = new StringBuilder();
      BodyResponse chunk;
      do {
        chunk = streamed(one, 1).getFirst();
        sent.append(text(chunk));
      } while (!stream(chunk).getEndOfStream());
      assertThat(sent.toString())
          .isEqualTo("{\"model\":\"%s\",\"prompt\":\"test\"}".formatted(target));
      one.reset();
    }
    assertThat(as).as("an adapter's affinity is 999 of 1,000").isGreaterThan(36);
  }

  @Test
  void whatMayBeShedIsShedWhereThereIsNoRoom() throws Exception {
    picker.serves(Policies.DECISION_TREE, Optional.of(PickerFixture.MODELS));
    say("6/.2/sql-lora-1fdg3 0/.85/sql-lora-1fdg3 10/.9/sql-lora-1fdg3");
    Conversation one = picker.ask().send(headers(false));
    one.send(body("{\"model\":\"sql-lora-sheddable\"}", true));
    ImmediateResponse refusal = one.answer().getImmediateResponse();
    assertThat(refusal.getStatus().getCodeValue()).isEqualTo(429);
    assertThat(header(refusal, "retry-after")).isEqualTo("1");
    assertThat(header(refusal, "x-llm-d-request-dropped-reason")).isEqualTo("rejected-saturated");
    assertThat(refusal.getBody().toStringUtf8()).contains("\"code\":\"pool_saturated\"");
    assertThat(picker.inFlight()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "alias      | {\"model\":\"alias\",\"x\":1}     | {\"model\":\"rewritten\",\"x\":1}",
        "others     | {\"model\":\"else\"}             | {\"model\":\"base\"}",
        "the last   | {\"model\":\"x\",\"model\":\"alias\"} | {\"model\":\"rewritten\",\"model\":\"rewritten\"}",
        "no model   | {\"x\":1}                        | {\"x\":1}",
        "no JSON    | hello                           | hello",
        "no text    | {\"model\":7}                    | {\"model\":7}"
      })
  void bodiesNameWhatRewritesGive(String what, String body, String arrives) throws Exception {
    picker.serves(Policies.LEAST_REQUESTS, Optional.empty());
    picker.has(REWRITES, Map.of());
    assertThat(arrives(body)).isEqualTo(arrives);
  }

  @Test
  void theModelsOfThePoolAreNoneOfTheRewrites() throws Exception {
    picker.serves(Policies.LEAST_REQUESTS, Optional.of(PickerFixture.MODELS));
    picker.has(REWRITES, Map.of());
    assertThat(arrives("{\"model\":\"my-model\"}")).isEqualTo("{\"model\":\"my-model-12345\"}");
    assertThat(arrives("{\"model\":\"direct-model\"}")).isEqualTo("{\"model\":\"direct-model\"}");
    assertThat(arrives("{\"model\":\"alias\"}")).isEqualTo("{\"model\":\"rewritten\"}");

    picker.has(new ModelRenaming(new TreeMap<>(REWRITES.of()), List.of()), Map.of());
    assertThat(refusal("{\"model\":\"else\"}").getStatus().getCodeValue()).isEqualTo(404);
  }

  @Test
  void whatIsTooLongToBeRewrittenIsRefused() throws Exception {
    picker.serves(Policies.LEAST_REQUESTS, Optional.empty());
    picker.has(REWRITES, Map.of());
    assertThat(refusal("x".repeat(PickerFixture.LIMIT + 1)).getStatus().getCodeValue())
        .isEqualTo(413);
  }

  @Test
  void theEndpointIsChosenForTheNewName() throws Exception {
    picker.serves(Policies.DECISION_TREE, Optional.empty());
    picker.has(REWRITES, Map.of());
    say("0/.1/alias 0/.1/rewritten 0/.1/alias");
    int second = 0;
    for (int i = 0; i < 40; i++) {
      Conversation one = picker.ask().send(headers(false));
      second +=
          metadata(one.send(body("{\"model\":\"alias\"}", true)).answer()).equals(TWO) ? 1 : 0;
      one.reset();
    }
    assertThat(second).as("an adapter's affinity is 999 of 1,000").isGreaterThan(36);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "my-model,           -,                             -,          200",
        "my-model,           x-gateway-inference-objective, background, 429",
        "my-model,           x-llm-d-inference-objective,   background, 429",
        "my-model,           x-gateway-inference-objective, unknown,    200",
        "sql-lora-sheddable, -,                             -,          429",
        "sql-lora-sheddable, x-gateway-inference-objective, unknown,    429",
        "sql-lora-sheddable, x-gateway-inference-objective, urgent,     200"
      })
  void theObjectiveThatARequestNamesSaysWhetherItMayBeShed(
      String model, String header, String objective, int status) throws Exception {
    picker.serves(Policies.DECISION_TREE, Optional.of(PickerFixture.MODELS));
    picker.has(ModelRenaming.NONE, Map.of("background", true, "urgent", false));
    say("6/.9/ 7/.9/ 8/.9/");
    Conversation one =
        picker.ask().send(header == null ? headers(false) : headers(false, header, objective));
    ProcessingResponse answer =
        one.send(body("{\"model\":\"%s\"}".formatted(model), true)).answer();
    assertThat(
            answer.hasImmediateResponse()
                ? answer.getImmediateResponse().getStatus().getCodeValue()
                : 200)
        .isEqualTo(status);
  }

  private String arrives(String body) throws Exception {
    Conversation one = picker.ask().send(headers(false)).send(body(body, true));
    assertThat(metadata(one.answer())).isIn(ONE, TWO, THREE);
    return text(streamed(one, 1).getFirst());
  }

  private ImmediateResponse refusal(String body) throws Exception {
    return picker.ask().send(headers(false)).send(body(body, true)).answer().getImmediateResponse();
  }

  private void say(String servers) {
    String[] said = servers.split(" +", -1);
    for (int i = 0; i < said.length; i++) {
      String[] parts = said[i].split("/", -1);
      picker.says(
          "192.168.1.%d:8000".formatted(i + 1),
          Integer.parseInt(parts[0]),
          Double.parseDouble(parts[1]),
          parts[2]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "no healthy upstream           | 400 | null",
        "{\"prompt\":\"hello world\"}  | 400 | null",
        "{\"model\":7}                 | 400 | null",
        "{\"model\":\"unknown\"}       | 404 | \"model_not_found\"",
        "~~                            | 400 | null"
      })
  void whatNoModelOfThePoolIsAskedForIsRefused(String body, int status, String code)
      throws Exception {
    picker.serves(Policies.LEAST_REQUESTS, Optional.of(PickerFixture.MODELS));
    Conversation one = picker.ask().send(headers(false)).send(body(body, true));
    ImmediateResponse refusal = one.answer().getImmediateResponse();
    assertThat(refusal.getStatus().getCodeValue()).isEqualTo(status);
    assertThat(header(refusal, "content-type")).isEqualTo("application/json");
    assertThat(refusal.getBody().toStringUtf8())
        .startsWith("{\"error\":{\"message\":\"")
        .endsWith("\"code\":%s}}".formatted(code));
    assertThat(one.end().isOk()).isTrue();
  }

  @Test
  void theLastModelOfABodyCountsAndAllAreRewritten() throws Exception {
    picker.serves(Policies.LEAST_REQUESTS, Optional.of(PickerFixture.MODELS));
    Conversation one = picker.ask().send(headers(false));
    one.send(body("{\"model\":\"direct-model\",\"model\":\"my-model\"}", true));
    one.answer();
    assertThat(streamed(one, 1))
        .containsExactly(
            chunk("{\"model\":\"my-model-12345\",\"model\":\"my-model-12345\"}", true));
  }

  @Test
  void aLongRewrittenBodyComesInPieces() throws Exception {
    picker.serves(Policies.LEAST_REQUESTS, Optional.of(PickerFixture.MODELS));
    ByteString prompt = ByteString.copyFromUtf8("x".repeat(900));
    List<ProcessingResponse> pieces = new ArrayList<>();
    ByteString all = ByteString.EMPTY;
    for (int i = 0; i < 200; i++) {
      all = all.concat(prompt);
    }
    PickerAnswers.pieces(all, true, pieces::add);
    assertThat(pieces).hasSize(3);
    assertThat(
            pieces.stream()
                .map(piece -> text(piece.getRequestBody()))
                .collect(Collectors.joining()))
        .isEqualTo(all.toStringUtf8());
    assertThat(pieces.stream().map(piece -> stream(piece.getRequestBody()).getEndOfStream()))
        .containsExactly(false, false, true);
  }

  @Test
  void requestsWithoutABodyGoToAnyServer() throws Exception {
    picker.serves(Policies.DECISION_TREE, Optional.of(PickerFixture.MODELS));
    assertThat(metadata(picker.ask().send(headers(true)).answer())).isIn(ONE, TWO, THREE);
  }

  @Test
  void targetsAreDrawnByTheirWeights() {
    ServedModel model =
        new ServedModel(true, List.of(new WeightedName("a", 3), new WeightedName("b", 1)));
    Random random = new Random(7);
    long a = IntStream.range(0, 10_000).filter(i -> model.target("m", random).equals("a")).count();
    assertThat(a).isBetween(7200L, 7800L);
  }
}
