package io.aigw.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.testing.RawHttp.Reply;
import io.aigw.testing.Upstream.Received;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules by headers, their precedence over rules by model, and what headers a backend sees. */
class RulesTest {

  private static TestGateway gateway;

  @BeforeAll
  static void start(@TempDir Path work) throws IOException, InterruptedException {
    gateway = TestGateway.start(work);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @AfterEach
  void forget() {
    gateway.forget();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # the model's own rule, with one header more
          tiered    | x-tier: gold                           | alpha
          # not its rule: falls back to rules without a model
          tiered    | x-tier: silver, x-fallback: yes        | gamma
          tiered    | x-fallback: always                     | gamma
          # a model that nobody knows falls back as well
          nobody    | x-fallback: yes                        | gamma
          # one header against one: the older route, then its order
          alpha     | x-fallback: yes                        | alpha
          # two headers beat the model alone
          alpha     | x-team: research, x-region: eu         | gamma
          family-1  | x-team: research, x-region: eu         | gamma
          alpha     | x-team: research, x-region: us         | alpha
          # the same number: the order in the route
          tiered    | x-tier: gold, x-team: research, x-region: eu | alpha
          # header names are compared without case
          nobody    | X-FallBack: yes                        | gamma
          pooled    | x-pool: yes                            |
          """)
  void theMostSpecificRuleServes(String model, String headers, @Nullable String upstream)
      throws IOException {
    Reply reply = gateway.chat("{\"model\":\"" + model + "\"}", headers.split(", ", -1));

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    if (upstream != null) {
      assertThat(reply.header("x-served-by")).contains(upstream);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-fallback: no", "x-fallback: yes!", "x-fallback: YES", "x-fallback:  "})
  void anExpressionIsForTheWholeValue(String header) throws IOException {
    assertThat(gateway.chat("{\"model\":\"nobody\"}", header).status()).isEqualTo(404);
  }

  @Test
  void requestsWithoutAModelAreRoutedByHeadersOnOtherPaths() throws IOException {
    Reply form =
        gateway.send(
            "POST",
            "/v1/audio/transcriptions",
            "--x\r\n\r\nabc\r\n--x--".getBytes(StandardCharsets.UTF_8),
            "content-type: multipart/form-data; boundary=x",
            "x-fallback: yes");
    Reply get = gateway.get("/v1/files?limit=3", "x-fallback: yes");
    Reply emptyJson = gateway.send("POST", "/v1/batches", new byte[] {'{', '}'}, "x-fallback: yes");

    assertThat(List.of(form.status(), get.status(), emptyJson.status())).containsOnly(200);
    assertThat(gateway.upstream("gamma").received())
        .extracting(Received::path)
        .containsExactly("/v1/audio/transcriptions", "/v1/files?limit=3", "/v1/batches");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-ai-eg-model: alpha",
        "X-AI-EG-Model: alpha",
        "x-aigw-scope: 80|m/alpha/",
        "x-aigw-scope: 80|*\nx-aigw-scope: 80|m/alpha/",
        "X-Aigw-Scope: 80|m/alpha/\nx-aigw-scope: 80|m/alpha/",
        "x-ai-eg-selected-backend: alpha",
        "x-gateway-destination-endpoint: 127.0.0.1:1",
      })
  void internalHeadersOfAClientCountForNothing(String headers) throws IOException {
    String[] lines = headers.split("\n", -1);

    Reply unknown = gateway.chat("{\"model\":\"nobody\"}", lines);
    Reply noModel = gateway.get("/", lines);
    Reply known = gateway.chat("{\"model\":\"beta\"}", lines);
    Reply fallback =
        gateway.chat("{\"model\":\"nobody\"}", (headers + "\nx-fallback: yes").split("\n", -1));

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(noModel.status()).isEqualTo(404);
    assertThat(known.header("x-served-by")).contains("beta");
    assertThat(fallback.header("x-served-by")).contains("gamma");
    assertSeesNothingInternal("beta");
    assertSeesNothingInternal("gamma");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-envoy-upstream-rq-timeout-ms: 1",
        "x-envoy-upstream-rq-per-try-timeout-ms: 1",
        "x-envoy-upstream-alt-stat-name: mine",
        "x-envoy-original-path: /other",
        "x-envoy-retry-on: 5xx",
      })
  void headersThatSteerEnvoyCountForNothing(String header) throws IOException {
    Reply reply = gateway.chat("{\"model\":\"beta\"}", header, "x-answer-after-ms: 300");

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertSeesNothingInternal("beta");
  }

  private static void assertSeesNothingInternal(String upstream) {
    List<Received> received = gateway.upstream(upstream).received();
    assertThat(received).isNotEmpty();
    assertThat(received)
        .allSatisfy(
            request ->
                assertThat(request.headers().keySet())
                    .noneMatch(
                        name ->
                            name.startsWith("x-ai-eg-")
                                || name.startsWith("x-aigw-")
                                || name.startsWith("x-envoy-upstream")
                                || name.equals("x-envoy-original-path")
                                || name.startsWith("x-gateway-destination-endpoint")));
  }

  @Test
  void aBackendSeesTheRequestAsItWasSent() throws IOException {
    String body = "{ \"model\" :\t\"beta\", \"n\":1.0e2, \"s\":\"\\u00e9\\/\" }\n";
    Reply reply =
        gateway.send(
            "POST",
            "/v1/chat/completions?a=b%20c&d",
            body.getBytes(StandardCharsets.UTF_8),
            "authorization: Bearer secret",
            "accept-encoding: gzip",
            "x-request-id: mine");

    assertThat(reply.status()).isEqualTo(200);
    Received request = gateway.upstream("beta").received().getFirst();
    assertThat(request.text()).isEqualTo(body);
    assertThat(request.path()).isEqualTo("/v1/chat/completions?a=b%20c&d");
    assertThat(request.header("authorization")).contains("Bearer secret");
    assertThat(request.header("accept-encoding")).contains("gzip");
    assertThat(request.header("content-type")).contains("application/json");
  }

  @Test
  void headersAreEdited() throws IOException {
    gateway.chat(
        "{\"model\":\"edited\"}", "x-both: client", "x-unwanted: a", "X-UNWANTED: b", "x-kept: c");

    Received request = gateway.upstream("alpha").received().getFirst();
    assertThat(request.headers().get("x-both")).containsExactly("of the reference");
    assertThat(request.headers().get("x-percent")).containsExactly("100%REQ(host)%");
    assertThat(request.headers().get("x-backend")).containsExactly("b");
    assertThat(request.headers()).doesNotContainKeys("x-removed", "x-unwanted");
    assertThat(request.header("x-kept")).contains("c");
  }

  @Test
  void aClientThatWaitsForLeaveToSendGetsIt() throws IOException {
    Reply reply = gateway.chat("{\"model\":\"beta\"}", "Expect: 100-continue");

    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void responsesSayNothingOfTheGateway() throws IOException {
    assertThat(gateway.chat("{\"model\":\"beta\"}").headers().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-envoy"));
  }
}
