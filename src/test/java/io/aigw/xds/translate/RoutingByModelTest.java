package io.aigw.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.testing.RawHttp.Reply;
import io.aigw.testing.Upstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The value of {@code model} that decides is the one that a JSON parser at the backend will see,
 * however the client wrote it.
 */
class RoutingByModelTest {

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
          {"model":"alpha"}                                | alpha
          {"messages":[],"model":"beta"}                   | beta
          { "model" : "alpha" , "n" : 1.0e2 }              | alpha
          {"model":"beta","model":"alpha"}                 | alpha
          {"model":"alpha","model":"beta"}                 | beta
          {"model":"beta","mod\\u0065l":"alpha"}           | alpha
          {"mod\\u0065l":"alpha"}                          | alpha
          {"model":"\\u0061lpha"}                          | alpha
          {"Model":"beta","model":"alpha","MODEL":"beta"}  | alpha
          {"a":{"model":"beta"},"model":"alpha"}           | alpha
          {"model":"alpha","a":{"model":"beta"}}           | alpha
          {"model":"alpha","a":[{"model":"beta"}]}         | alpha
          {"a":"\\"model\\":\\"beta\\"","model":"alpha"}   | alpha
          {"a":"}{","model":"alpha"}                       | alpha
          {"model":"-"}                                    | alpha
          {"model":"5"}                                    | alpha
          {"model":""}                                     | alpha
          {"model":"*"}                                    | alpha
          {"model":"line\\nbreak"}                         | alpha
          {"model":"nul\\u0000"}                           | alpha
          {"model":"größe/π"}                              | alpha
          {"model":"gr\\u00f6\\u00dfe\\/\\u03c0"}          | alpha
          {"model":"family-12"}                            | beta
          """)
  void goesWhereTheModelSays(String body, String upstream) throws IOException {
    Reply reply = gateway.chat(body);

    assertThat(reply.header("x-served-by")).as(reply.text()).contains(upstream);
    assertThat(gateway.upstream(upstream).received())
        .singleElement()
        .satisfies(request -> assertThat(request.text()).isEqualTo(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"Alpha\"}",
        "{\"model\":\"alpha \"}",
        "{\"model\":\"alpha\\u0000\"}",
        "{\"model\":\"alpha/\"}",
        "{\"model\":\"../alpha\"}",
        "{\"model\":\"m/alpha\"}",
        "{\"model\":\"%REQ(host)%\"}",
        "{\"model\":\"^\"}",
        "{\"model\":\"line\"}",
        "{\"model\":\"nul\"}",
        "{\"model\":\"xfamily-12\"}",
        "{\"model\":\"family-12x\"}",
        "{\"model\":\"family-12\\n\"}",
        "{\"model\":\"quote\\\"s and \\\\ and \\n\"}",
        "{\"model\":\"pooled\"}",
      })
  void refusesAModelThatNoRuleNames(String body) throws IOException {
    Reply reply = gateway.chat(body);

    assertThat(reply.status()).as(reply.text()).isEqualTo(404);
    assertThat(reply.json().at("/error/code").asText()).isEqualTo("model_not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "APPLICATION/JSON",
        "application/vnd.api+json",
        "application/problem+json; a=b"
      })
  void readsJsonOfAnyName(String contentType) throws IOException {
    Reply reply = gateway.chat("{\"model\":\"alpha\"}", "content-type: " + contentType);

    assertThat(reply.header("x-served-by")).contains("alpha");
  }

  @Test
  void readsABodyWithoutAContentType() throws IOException {
    assertThat(gateway.chat("{\"model\":\"alpha\"}", "content-type:").header("x-served-by"))
        .contains("alpha");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "text/json",
        "text/plain, application/json"
      })
  void aBodyThatIsNotDeclaredAsJsonHasNoModel(String contentType) throws IOException {
    String type = "content-type: " + contentType;

    Reply withoutRule = gateway.chat("{\"model\":\"alpha\"}", type);
    Reply withRule = gateway.chat("{\"model\":\"alpha\"}", type, "x-fallback: yes");

    assertThat(withoutRule.status()).isEqualTo(404);
    assertThat(withoutRule.json().at("/error/code").asText()).isEqualTo("route_not_found");
    assertThat(withRule.header("x-served-by")).contains("gamma");
  }

  @Test
  void readsAChunkedBody() throws IOException {
    Reply reply =
        gateway.raw(
            """
            POST /v1/chat/completions HTTP/1.1
            host: a
            connection: close
            content-type: application/json
            transfer-encoding: chunked

            5
            {"mod
            9
            el":"alph
            3
            a"}
            0

            """);

    assertThat(reply.header("x-served-by")).contains("alpha");
    assertThat(gateway.upstream("alpha").received().getFirst().text())
        .isEqualTo("{\"model\":\"alpha\"}");
  }

  @Test
  void readsABodyOverHttp2() throws IOException {
    try (var client = gateway.http2()) {
      assertThat(client.post(TestGateway.CHAT, "{\"model\":\"alpha\"}").status()).isEqualTo(200);
      Reply refused = client.post(TestGateway.CHAT, "{\"model\":\"nobody\"}");
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.json().at("/error/code").asText()).isEqualTo("model_not_found");
    }
    assertThat(gateway.upstream("alpha").received()).hasSize(1);
  }

  @Test
  void compressedBodiesAreRefused() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write("{\"model\":\"alpha\"}".getBytes(StandardCharsets.UTF_8));
    }

    Reply reply =
        gateway.send("POST", TestGateway.CHAT, compressed.toByteArray(), "content-encoding: gzip");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/error/code").asText()).isEqualTo("invalid_json");
    assertThat(gateway.upstream("alpha").received()).isEmpty();
  }

  @Test
  void weightsAreKept() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      counts.merge(
          gateway.chat("{\"model\":\"split\"}").header("x-served-by").orElseThrow(),
          1,
          Integer::sum);
    }

    // of 200 with a share of 3/4: seven standard deviations on either side
    assertThat(counts.get("alpha")).isBetween(107, 193);
    assertThat(counts).containsOnlyKeys("alpha", "beta");
  }

  @Test
  void anEndpointThatIsKnownByNameIsAddressedByIt() throws IOException {
    gateway.chat("{\"model\":\"named\"}", "host: client.example:8080");
    gateway.chat("{\"model\":\"beta\"}", "host: client.example:8080");

    Upstream.Received named = gateway.upstream("alpha").received().getFirst();
    Upstream.Received addressed = gateway.upstream("beta").received().getFirst();
    assertThat(named.header("host")).contains("localhost");
    assertThat(addressed.header("host")).contains("client.example:8080");
  }
}
