package io.aigw.xds.translate;

import static io.aigw.xds.translate.RefusalTest.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.testing.RawHttp.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are long enough for the stricter parser, and those that are not. */
class StrictJsonTest {

  private static final int FROM = 1000;
  private static final String FILLER = ",\"filler\":\"" + "x".repeat(FROM) + "\"}";

  private static TestGateway gateway;

  @BeforeAll
  static void start(@TempDir Path work) throws IOException, InterruptedException {
    RequestLimits limits =
        new RequestLimits(4 << 20, RequestLimits.DEFAULTS.longestUpload(), OptionalLong.of(FROM));
    gateway = TestGateway.start(limits, work);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String nested(int depth) {
    return "{\"model\":\"alpha\",\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"alpha\" | alpha",
        "{\"mod\\u0065l\":\"\\u0061lpha\" | alpha",
        "{\"model\":\"größe/π\" | alpha",
        "{\"model\":\"line\\nbreak\" | alpha",
        "{\"Model\":\"beta\",\"a\":{\"model\":\"beta\"},\"model\":\"alpha\" | alpha",
        "{\"model\":\"beta\" | beta",
        "{\"model\":\"family-7\" | beta"
      })
  void theModelIsFound(String start, String served) throws IOException {
    String body = start + FILLER;

    Reply reply = gateway.chat(body);

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.header("x-served-by")).contains(served);
    assertThat(gateway.upstream(served).received().getLast().text()).isEqualTo(body);
  }

  @Test
  void whatRulesSayBesidesTheModelCounts() throws IOException {
    assertThat(
            gateway.chat("{\"model\":\"nobody\"" + FILLER, "x-fallback: yes").header("x-served-by"))
        .contains("gamma");
    assertThat(gateway.chat("{\"model\":\"pooled\"" + FILLER, "x-pool: yes").status())
        .isEqualTo(200);
  }

  @Test
  void aHeaderOfTheClientChoosesNothing() throws IOException {
    assertThat(
            gateway
                .chat("{\"model\":\"alpha\"" + FILLER, "x-aigw-model: beta")
                .header("x-served-by"))
        .contains("alpha");
    assertError(
        gateway.chat("{\"a\":1" + FILLER, "x-aigw-model: beta"),
        400,
        "invalid_request_error",
        "model",
        null);
  }

  @Test
  void anUnknownModelIsNamed() throws IOException {
    Reply reply = gateway.chat("{\"model\":\"nobody\"" + FILLER);

    assertError(reply, 404, "invalid_request_error", "model", "model_not_found");
    assertThat(reply.json().at("/error/message").asText()).contains("`nobody`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":1", "{\"model\":5", "{\"model\":null", "{\"model\":{\"model\":1}"})
  void aMissingModelIsAskedFor(String start) throws IOException {
    assertError(gateway.chat(start + FILLER), 400, "invalid_request_error", "model", null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"alpha\",\"model\":\"alpha\"",
        "{\"model\":\"alpha\",\"a\":{\"b\":1,\"b\":2}",
        "{\"model\":'alpha'",
        "{\"model\":\"alpha\",\"n\":1e999",
        "{\"model\":\"alpha\",\"s\":\"\\ud800\"",
        "\ufeff{\"model\":\"alpha\""
      })
  void whatItDoesNotTakeIsRefused(String start) throws IOException {
    assertError(gateway.chat(start + FILLER), 400, "invalid_request_error", null, null);
  }

  @Test
  void nestingHasALimit() throws IOException {
    assertThat(gateway.chat(nested(16) + FILLER).status()).isEqualTo(200);

    Reply reply = gateway.chat(nested(17) + FILLER);

    assertError(reply, 400, "invalid_request_error", null, null);
    assertThat(reply.json().at("/error/message").asText()).contains("nesting depth");
  }

  @Test
  void shorterBodiesAreReadByTheOtherParser() throws IOException {
    assertThat(gateway.chat("{\"model\":\"beta\",\"model\":\"alpha\"}").header("x-served-by"))
        .contains("alpha");
    assertThat(gateway.chat(nested(100) + "}").status()).isEqualTo(200);
  }

  @Test
  void onlyJsonIsRead() throws IOException {
    Reply reply =
        gateway.send(
            "POST",
            "/v1/files",
            new byte[2 * FROM],
            "content-type: application/octet-stream",
            "x-fallback: yes");

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
  }

  @Test
  void largerBodiesThanAllowedAreRefused() throws IOException {
    byte[] body =
        ("{\"model\":\"alpha\",\"a\":\"" + "x".repeat(5 << 20) + "\"}")
            .getBytes(StandardCharsets.UTF_8);

    assertError(
        gateway.send("POST", TestGateway.CHAT, body),
        413,
        "invalid_request_error",
        null,
        "request_too_large");
  }
}
