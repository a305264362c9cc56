package io.aigw.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aigw.testing.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway answers where it cannot serve: status, shape and text, in OpenAI's form. */
class RefusalTest {

  private static TestGateway gateway;

  @BeforeAll
  static void start(@TempDir Path work) throws IOException, InterruptedException {
    gateway = TestGateway.start(work);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  static void assertError(
      Reply reply, int status, String type, @Nullable String param, @Nullable String code) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.header("content-type")).contains("application/json");
    JsonNode json = reply.json();
    assertThat(json.fieldNames()).toIterable().containsExactly("error");
    assertThat(json.get("error").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("message", "type", "param", "code");
    assertThat(json.at("/error/message").asText()).isNotEmpty();
    assertThat(json.at("/error/type").asText()).isEqualTo(type);
    assertThat(json.at("/error/param").textValue()).isEqualTo(param);
    assertThat(json.at("/error/code").textValue()).isEqualTo(code);
  }

  @Test
  void aPoolServesItsModelsAlone() throws IOException {
    assertThat(gateway.chat("{\"model\":\"pooled\"}", "x-pool: yes").status()).isEqualTo(200);
    assertError(
        gateway.chat("{\"model\":\"other\"}", "x-pool: yes"),
        404,
        "invalid_request_error",
        "model",
        "model_not_found");
    assertError(gateway.chat("{}", "x-pool: yes"), 400, "invalid_request_error", "model", null);
  }

  @Test
  void aBrokenReferenceCostsItsOwnShareAlone() throws IOException {
    assertError(
        gateway.chat("{\"model\":\"broken\"}"), 500, "server_error", null, "backend_not_resolved");
    assertError(
        gateway.chat("{\"model\":\"disabled\"}"),
        500,
        "server_error",
        null,
        "backend_not_resolved");
    int served = 0;
    for (int i = 0; i < 100; i++) {
      Reply reply = gateway.chat("{\"model\":\"half-broken\"}");
      if (reply.status() == 200) {
        served++;
      } else {
        assertError(reply, 500, "server_error", null, "backend_not_resolved");
      }
    }
    // seven standard deviations around a half of 100
    assertThat(served).isBetween(15, 85);
  }

  @Test
  void aBackendWithoutEndpointsIsUnavailable() throws IOException {
    assertError(
        gateway.chat("{\"model\":\"empty\"}"), 503, "server_error", null, "no_ready_endpoint");
  }

  @Test
  void aBackendThatRefusesConnectionsIsUnavailable() throws IOException {
    assertError(
        gateway.chat("{\"model\":\"dead\"}"), 503, "server_error", null, "backend_unavailable");
  }

  @Test
  void aTimeoutIsToldAsOne() throws IOException {
    assertError(
        gateway.chat("{\"model\":\"slow\"}", "x-answer-after-ms: 20000"),
        504,
        "server_error",
        null,
        "backend_timeout");
  }

  @ParameterizedTest
  @CsvSource({
    "400, application/json, '{\"error\":{\"message\":\"no\",\"type\":\"BadRequestError\"}}'",
    "404, application/json, '{\"error\":{\"message\":\"The model `x` does not exist.\"}}'",
    "413, text/plain, too long",
    "429, application/json, '{\"error\":{\"message\":\"slow down\"}}'",
    "429, text/plain; charset=utf-8, slow down",
    "500, text/html, <h1>oops</h1>",
    "503, application/json, '{}'",
    "504, text/plain, gone"
  })
  void errorsOfAnUpstreamPassUnchanged(int status, String type, String body) throws IOException {
    Reply reply =
        gateway.chat(
            "{\"model\":\"alpha\"}",
            "x-answer-status: " + status,
            "x-answer-type: " + type,
            "x-answer-body: " + body);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("content-type")).contains(type);
    assertThat(reply.header("x-served-by")).contains("alpha");
    assertThat(reply.text()).isEqualTo(body);
  }
}
