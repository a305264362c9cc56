package io.aigw.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aigw.e2e.kit.Chat;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Http.Reply;
import io.aigw.e2e.kit.LocalGateway;
import io.aigw.e2e.kit.Outcome;
import io.aigw.e2e.kit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of a request, whatever a client sends: the way, the bytes, the headers, the errors.
 */
class RequestsIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(RequestsIT.class);

  private static final String PATH = "/v1/chat/completions";
  private static final String MESSAGES =
      "\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

  @SuppressWarnings("NullAway.Init")
  private static LocalGateway local;

  @SuppressWarnings("NullAway.Init")
  private static Http gateway;

  @BeforeAll
  static void start() throws Exception {
    local = LocalGateway.run(PROGRAMS, "requests", "gateway.yaml", "servers.yaml", "routes.yaml");
    gateway = local.client();
  }

  @ParameterizedTest
  @CsvSource({"alpha, first", "beta, second"})
  void theModelFindsTheRuleAndTheBodyArrivesByteForByte(String model, String server)
      throws Exception {
    String body =
        "\t{ \"n\" : 1, \"temperature\": 0.70000000000000000001,\r\n \"messages\": [{\"role\":\"user\",\"content\":\"Grüß \\u00df \\ud83d\\ude00 😀\"}], \"max_tokens\":2, \"model\" : \""
            + model
            + "\", \"later\": 123456789012345678901234567890 }\n";
    for (String path : List.of(PATH, "/v1/completions", "/v1/embeddings", "/v1/responses")) {
      String right =
          path.equals(PATH)
              ? body
              : body.replaceFirst("\"messages\": \\[.*?]", "\"prompt\":\"a\",\"input\":\"a\"");
      Reply reply = gateway.post(path, right);
      assertThat(reply.status()).as(path + " " + reply.body()).isEqualTo(200);
      assertThat(reply.server()).startsWith(server);
      assertThat(reply.header("x-request-body-sha256")).as(path).isEqualTo(sha256(right));
    }
  }

  @Test
  void aRewrittenModelChangesItsValueAndNothingElse() throws Exception {
    String before =
        "{ \"max_tokens\" : 2,\n \"messages\":[{\"role\":\"user\",\"content\":\"model: \\\"assistant\\\" ß\"}] , \"model\" :  \"";
    String after = "\", \"seed\": 1.50 }";
    Map<String, Integer> digests = new TreeMap<>();
    for (int i = 0; i < 80; i++) {
      Reply reply = gateway.post(PATH, before + "assistant" + after, "x-pool", "yes");
      assertThat(reply.status()).isEqualTo(200);
      digests.merge(reply.header("x-request-body-sha256"), 1, Integer::sum);
    }
    String v1 = sha256(before + "assistant-v1" + after);
    String v2 = sha256(before + "assistant-v2-with-a-longer-name" + after);
    assertThat(digests).containsOnlyKeys(v1, v2);
    assertThat(digests.get(v1)).as("three of four").isGreaterThan(digests.get(v2));
  }

  @Test
  void weightsSplitTheRequests() throws Exception {
    Map<Boolean, Integer> first = new TreeMap<>();
    for (int i = 0; i < 80; i++) {
      Reply reply = gateway.chat("split");
      assertThat(reply.status()).isEqualTo(200);
      first.merge(reply.server().startsWith("first"), 1, Integer::sum);
    }
    assertThat(first).containsOnlyKeys(true, false);
    assertThat(first.get(true)).as("three of four").isGreaterThan(first.get(false));
  }

  /** The value that picks the rule is the one that a standard JSON parser at the backend sees. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'model':'alpha','model':'beta',MESSAGES}",
        "{MESSAGES,'model':'alpha','model':'beta'}",
        "{'model':'alpha',MESSAGES,'mod\\u0065l':'beta'}",
        "{'model':'b\\u0065\\u0074a',MESSAGES}",
        "{'Model':'alpha','MODEL':'alpha','model':'beta',MESSAGES}",
        "{'metadata':{'model':'alpha','x':[{'model':'alpha'}]},'model':'beta',MESSAGES}",
        "{'model':'beta','metadata':{'model':'alpha'},'user':'\\'model\\':\\'alpha\\'',MESSAGES}",
        " \n\t{'model':'beta',MESSAGES}\r\n ",
        "{'user':'LONG',MESSAGES,'model':'beta'}",
        "{'model':'alpha','user':'LONG',MESSAGES,'model':'beta'}",
      })
  void theModelIsWhatTheBackendReads(String written) throws Exception {
    String body =
        written
            .replace("\\'", "\\\"")
            .replace('\'', '"')
            .replace("MESSAGES", MESSAGES)
            .replace("LONG", "x".repeat(300_000));
    Reply reply = gateway.post(PATH, body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().path("model").asText()).isEqualTo("beta");
    assertThat(reply.server()).startsWith("second");
    assertThat(reply.header("x-request-body-sha256")).isEqualTo(sha256(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--http1.1",
        "--http1.1 -H transfer-encoding:chunked",
        "--http2-prior-knowledge",
      })
  void everyWayToSendABody(String options) throws Exception {
    for (String model : List.of("alpha", "beta")) {
      List<String> command = new ArrayList<>(List.of(options.split(" ", -1)));
      Answer answer = curl(command, Chat.of(model).getBytes(UTF_8));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().path("model").asText()).isEqualTo(model);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/vnd.openai+json",
      })
  void everyTypeThatIsJson(String type) throws Exception {
    Answer answer = curl(List.of("-H", "content-type: " + type), Chat.of("beta").getBytes(UTF_8));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("model").asText()).isEqualTo("beta");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "multipart/form-data; boundary=x"})
  void otherTypesAreRoutedByHeadersOrNotAtAll(String type) throws Exception {
    byte[] body = Chat.of("alpha").getBytes(UTF_8);
    Answer without = curl(List.of("-H", "content-type: " + type), body);
    assertThat(without.status()).isEqualTo(404);
    assertThat(without.json().at("/error/code").asText()).isEqualTo("route_not_found");
    Answer with = curl(List.of("-H", "content-type: " + type, "-H", "x-server: first"), body);
    assertThat(with.status()).isEqualTo(200);
  }

  @Test
  void whatHasNoBodyIsRoutedByHeadersOrNotAtAll() throws Exception {
    assertThat(gateway.get("/health", "x-server", "first").status()).isEqualTo(200);
    assertThat(gateway.get("/health").status()).isEqualTo(404);
    assertThat(gateway.get("/health").json().at("/error/code").asText())
        .isEqualTo("route_not_found");
  }

  @Test
  void theModelsAreListed() throws Exception {
    Reply reply = gateway.get("/v1/models");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).isEqualTo("application/json");
    assertThat(reply.json().path("object").asText()).isEqualTo("list");
    assertThat(reply.json().path("data"))
        .extracting(model -> model.path("id").asText())
        .contains("alpha", "beta", "split", "assistant")
        .doesNotContain("assistant-v1", "assistant-v2-with-a-longer-name");
    assertThat(reply.json().path("data"))
        .allSatisfy(model -> assertThat(model.path("object").asText()).isEqualTo("model"));
  }

  @Test
  void noClientSetsWhatOnlyTheGatewayMay() throws Exception {
    Reply reply =
        gateway.post(
            PATH,
            Chat.of("beta"),
            "x-ai-eg-model",
            "alpha",
            "x-ai-eg-anything",
            "mine",
            "x-gateway-destination-endpoint",
            "127.0.0.1:1",
            "x-aigw-scope",
            "anything",
            "x-kept",
            "yes");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.server()).as("the body's model decides").startsWith("second");
    gateway.post(PATH, Chat.of("alpha"), "x-ai-eg-model", "beta", "x-kept", "yes");
    JsonNode headers =
        gateway.get("/debug/requests", "x-server", "first").json().at("/requests/0/headers");
    assertThat(headers.path("x-kept").path(0).asText()).isEqualTo("yes");
    assertThat(headers.properties())
        .extracting(Map.Entry::getKey)
        .noneMatch(
            name ->
                name.startsWith("x-ai-eg-")
                    || name.startsWith("x-gateway-destination-")
                    || name.startsWith("x-aigw-"));
  }

  /** Status, type, param and code; the message is for people and has to say what is to be done. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "null",
      value = {
        "{\"model\":\"alpha\"                  | 400 | invalid_request_error | null  | invalid_json      | could not be parsed as JSON",
        "{\"model\":\"alpha\"} {}              | 400 | invalid_request_error | null  | invalid_json      | could not be parsed as JSON",
        "[\"model\",\"alpha\"]                 | 400 | invalid_request_error | model | null              | model",
        "{\"messages\":[]}                     | 400 | invalid_request_error | model | null              | model",
        "{\"model\":7}                         | 400 | invalid_request_error | model | null              | model",
        "{\"model\":null}                      | 400 | invalid_request_error | model | null              | model",
        "{\"model\":[\"alpha\"]}               | 400 | invalid_request_error | model | null              | model",
        "{\"model\":\"alpha\",\"model\":7}     | 400 | invalid_request_error | model | null              | model",
        "{\"model\":\"no \\\"such\\\" <one>\"} | 404 | invalid_request_error | model | model_not_found   | no \"such\" <one>",
        "{\"model\":\"unresolved\"}            | 500 | server_error          | null  | backend_not_resolved | AIGatewayRoute",
        "{\"model\":\"no-endpoints\"}          | 503 | server_error          | null  | no_ready_endpoint | endpoint",
      })
  void errorsHaveTheClientsShape(
      String body, int status, String type, String param, String code, String message)
      throws Exception {
    Reply reply = gateway.post(PATH, body);
    assertError(reply.status(), reply.header("content-type"), reply.json(), status, type, code);
    assertThat(reply.json().at("/error/param").asText(null)).isEqualTo(param);
    assertThat(reply.json().at("/error/message").asText()).contains(message);
  }

  @Test
  void aPoolHasNoModelButItsOwn() throws Exception {
    Reply reply = gateway.chat("assistant-v1", "x-pool", "yes");
    assertError(
        reply.status(),
        reply.header("content-type"),
        reply.json(),
        404,
        "invalid_request_error",
        "model_not_found");
    assertThat(reply.json().at("/error/message").asText()).contains("assistant-v1");
  }

  @Test
  void compressedBodiesAreRefused() throws Exception {
    Path plain = write("plain.json", Chat.of("alpha").getBytes(UTF_8));
    byte[] compressed = Files.readAllBytes(compress(plain));
    Answer answer = curl(List.of("-H", "content-encoding: gzip"), compressed);
    assertError(
        answer.status(),
        answer.type(),
        answer.json(),
        400,
        "invalid_request_error",
        "invalid_json");
  }

  @Test
  void aDeepBodyIsRefusedOrReadAsTheBackendWould() throws Exception {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    Reply reply = gateway.post(PATH, "{\"x\":" + deep + ",\"model\":\"alpha\"," + MESSAGES + "}");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/error/code").asText()).isEqualTo("invalid_json");
    assertThat(gateway.chat("alpha").status()).as("and the gateway lives").isEqualTo(200);
  }

  @Test
  void bodiesMayBeLargeButNotTooLarge() throws Exception {
    int mebibyte = 1 << 20;
    byte[] body = Chat.of("beta").getBytes(UTF_8);
    Answer large = curl(List.of(), padded(body, 40 * mebibyte));
    assertThat(large.status()).isEqualTo(200);
    assertThat(large.json().path("model").asText()).isEqualTo("beta");
    Answer tooLarge = curl(List.of(), padded(body, 51 * mebibyte));
    assertError(
        tooLarge.status(),
        tooLarge.type(),
        tooLarge.json(),
        413,
        "invalid_request_error",
        "request_too_large");
  }

  @Test
  void errorsOfTheBackendPassUnchanged() throws Exception {
    Reply reply = gateway.post(PATH, Chat.of("alpha"), "x-simulate-fault", "status=429");
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.json().at("/error/type").asText()).isEqualTo("SimulatedFault");
  }

  private static void assertError(
      int status, String contentType, JsonNode body, int expected, String type, String code) {
    assertThat(status).as(body.toString()).isEqualTo(expected);
    assertThat(contentType).isEqualTo("application/json");
    assertThat(body.properties()).extracting(Map.Entry::getKey).containsExactly("error");
    assertThat(body.path("error").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("message", "type", "param", "code");
    assertThat(body.at("/error/type").asText()).isEqualTo(type);
    assertThat(body.at("/error/code").asText(null)).isEqualTo(code);
  }

  private record Answer(int status, String type, String body) {
    JsonNode json() {
      return Http.json(body);
    }
  }

  private static Answer curl(List<String> options, byte[] body) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error"));
    command.addAll(List.of("--write-out", "\n%{content_type}\n%{http_code}"));
    command.addAll(List.of("-H", "expect:"));
    if (!String.join(" ", options).contains("content-type")) {
      command.addAll(List.of("-H", "content-type: application/json"));
    }
    command.addAll(options);
    command.addAll(List.of("--data-binary", "@" + write("body", body), local.url() + PATH));
    String out = Outcome.of(command.toArray(String[]::new)).succeeded().out();
    int beforeStatus = out.lastIndexOf('\n');
    int beforeType = out.lastIndexOf('\n', beforeStatus - 1);
    return new Answer(
        Integer.parseInt(out.substring(beforeStatus + 1)),
        out.substring(beforeType + 1, beforeStatus),
        out.substring(0, beforeType));
  }

  /** The same JSON with blanks before its end. */
  private static byte[] padded(byte[] json, int size) {
    byte[] padded = new byte[size];
    java.util.Arrays.fill(padded, (byte) ' ');
    System.arraycopy(json, 0, padded, 0, json.length - 1);
    padded[size - 1] = json[json.length - 1];
    return padded;
  }

  private static Path compress(Path plain) throws IOException, InterruptedException {
    Outcome.of("gzip", "--keep", "--force", plain.toString()).succeeded();
    return Path.of(plain + ".gz");
  }

  private static Path write(String name, byte[] content) throws IOException {
    Path directory = Files.createDirectories(Checkout.OUTPUT.resolve("bodies"));
    return Files.write(directory.resolve(name), content);
  }

  private static String sha256(String body) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(UTF_8)));
  }
}
