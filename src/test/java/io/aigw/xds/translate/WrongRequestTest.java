package io.aigw.xds.translate;

import static io.aigw.xds.translate.RefusalTest.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.testing.RawHttp.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the gateway answers to requests that are wrong by themselves: the same with rules that name
 * no model (port 80) and where each rule names one (port 81).
 */
@ParameterizedClass
@ValueSource(ints = {80, 81})
class WrongRequestTest {

  private static TestGateway gateway;

  private final int port;

  WrongRequestTest(int port) {
    this.port = port;
  }

  @BeforeAll
  static void start(@TempDir Path work) throws IOException, InterruptedException {
    gateway = TestGateway.start(work);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private Reply chat(String body, String... headerLines) throws IOException {
    return send("POST", TestGateway.CHAT, body.getBytes(StandardCharsets.UTF_8), headerLines);
  }

  private Reply send(String method, String path, byte[] body, String... headerLines)
      throws IOException {
    return gateway.send(port, method, path, body, headerLines);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nobody",
        "with \"quotes\"",
        "back\\slash",
        "line\nbreak and\ttab",
        "zero\u0000",
        "größe/π/😀",
        "</script>%REQ(host)%"
      })
  void anUnknownModelIsNamed(String model) throws IOException {
    Reply reply =
        chat(
            new com.fasterxml.jackson.databind.ObjectMapper()
                .writeValueAsString(java.util.Map.of("model", model)));

    assertError(reply, 404, "invalid_request_error", "model", "model_not_found");
    assertThat(reply.json().at("/error/message").asText()).contains("`" + model + "`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses"})
  void aMissingModelIsAskedFor(String path) throws IOException {
    for (String body :
        new String[] {
          "{}",
          "{\"messages\":[]}",
          "{\"Model\":\"alpha\"}",
          "{\"a\":{\"model\":\"alpha\"}}",
          "{\"model\":null}",
          "{\"model\":{\"a\":1}}",
          "{\"model\":[\"alpha\"]}",
          "[{\"model\":\"alpha\"}]",
          "\"alpha\"",
          "5"
        }) {
      Reply reply = send("POST", path, body.getBytes(StandardCharsets.UTF_8));
      assertThat(reply.json().at("/error/message").asText())
          .as(body)
          .isEqualTo("You must provide a model parameter.");
      assertError(reply, 400, "invalid_request_error", "model", null);
    }
    assertError(send("POST", path, new byte[0]), 400, "invalid_request_error", "model", null);
    assertError(
        send("POST", path + "?a=b", new byte[0]), 400, "invalid_request_error", "model", null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":5}",
        "{\"model\":5.5}",
        "{\"model\":1e3}",
        "{\"model\":true}",
        "{\"model\":false}",
        "{\"model\":\"alpha\",\"model\":5}"
      })
  void aModelThatIsNoStringIsRefused(String body) throws IOException {
    for (String header : new String[] {"x-none: 1", "x-fallback: yes"}) {
      Reply reply = chat(body, header);
      assertError(reply, 400, "invalid_request_error", "model", null);
      assertThat(reply.json().at("/error/message").asText())
          .isEqualTo("The model parameter must be a string.");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"alpha\"",
        "{\"model\":\"alpha\"} x",
        "{\"model\":\"alpha\"}{\"model\":\"beta\"}",
        "{\"model\":'alpha'}",
        "{model:\"alpha\"}",
        "{\"model\":\"alpha\",}",
        "/* */ {\"model\":\"alpha\"}",
        "{\"model\":\"\\ud800\"}",
        "{\"model\":\"alpha\",\"n\":1e999}",
        "not json",
        " "
      })
  void aBodyThatIsNoJsonIsRefused(String body) throws IOException {
    assertError(chat(body), 400, "invalid_request_error", null, "invalid_json");
    assertError(chat(body, "x-fallback: yes"), 400, "invalid_request_error", null, "invalid_json");
  }

  @Test
  void nestingIsRefusedWhenItIsTooDeep() throws IOException {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",\"model\":\"alpha\"}";

    assertError(chat(deep), 400, "invalid_request_error", null, "invalid_json");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /",
    "GET, /v1/chat/completions",
    "DELETE, /v1/files/1",
    "POST, /v1/models",
    "OPTIONS, *"
  })
  void whatNoRuleMatchesIsNotFound(String method, String path) throws IOException {
    assertError(
        send(method, path, new byte[0]), 404, "invalid_request_error", null, "route_not_found");
  }
}
