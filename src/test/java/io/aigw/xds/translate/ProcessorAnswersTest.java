package io.aigw.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.testing.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients see of the processor, through a real Envoy and the gateway's own configuration. */
class ProcessorAnswersTest {

  private static final int MANY = 5_000;
  private static final String NEW_NAME = "größe/模型 \\\"%x%\\\" 🙂";

  private static TestGateway gateway;

  @BeforeAll
  static void start(@TempDir Path work) throws IOException, InterruptedException {
    gateway =
        TestGateway.start(
            """
            ---
            apiVersion: aigateway.envoyproxy.io/v1beta1
            kind: AIGatewayRoute
            metadata: {name: many}
            spec:
              parentRefs: [{name: test}]
              rules:
                - matches:
            %s
                  backendRefs: [{name: alpha}]
                - matches:
                    - headers: [{name: x-ai-eg-model, value: renamed}]
                  backendRefs: [{name: alpha, modelNameOverride: "%s"}]
            ---
            apiVersion: aigateway.envoyproxy.io/v1beta1
            kind: AIGatewayRoute
            metadata: {name: hosts}
            spec:
              hostnames: ["a.test", "*.b.test"]
              parentRefs: [{name: test}]
              rules:
                - matches:
                    - headers: [{name: x-ai-eg-model, value: hosted}]
                    - headers: [{name: x-ai-eg-model, value: alpha}]
                  backendRefs: [{name: alpha}]
                  modelsOwnedBy: the host
            """
                .formatted(
                    IntStream.range(0, MANY)
                        .mapToObj(
                            "        - headers: [{name: x-ai-eg-model, value: many-%05d}]"
                                ::formatted)
                        .collect(Collectors.joining("\n")),
                    NEW_NAME),
            work);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void aLongListOfModelsIsServedWhole() throws IOException {
    Reply reply = gateway.get("/v1/models");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).contains("application/json");
    assertThat(reply.body().length).isGreaterThan(70 * MANY);
    assertThat(reply.json().findValuesAsText("id"))
        .contains("many-00000", "many-0%d".formatted(MANY - 1), "alpha", "renamed")
        .isSorted()
        .hasSizeGreaterThan(MANY);
  }

  @ParameterizedTest
  @CsvSource({
    "a.test, true",
    "A.test:80, true",
    "x.b.test, true",
    "b.test, false",
    "x.a.test, false",
    "other.test, false"
  })
  void eachHostHasTheListOfItsModels(String host, boolean hosted) throws IOException {
    Reply reply = gateway.get("/v1/models", "host: " + host);

    assertThat(reply.json().findValuesAsText("id"))
        .contains("beta", "alpha")
        .doesNotHaveDuplicates();
    assertThat(reply.json().findValuesAsText("id").contains("hosted")).isEqualTo(hosted);
    assertThat(reply.json().findValuesAsText("owned_by").contains("the host")).isEqualTo(hosted);
  }

  @Test
  void aModelMayBeRenamedToAnyText() throws IOException {
    gateway.forget();

    assertThat(gateway.chat("{\"model\": \"renamed\"}").status()).isEqualTo(200);

    assertThat(gateway.upstream("alpha").received())
        .singleElement()
        .satisfies(
            request -> assertThat(request.text()).isEqualTo("{\"model\": \"" + NEW_NAME + "\"}"));
  }

  @Test
  void whatTheProcessorRefusesIsToldInItsWords() throws IOException {
    gateway.forget();
    String repeated = "\"model\": \"renamed\",".repeat(20);

    Reply reply = gateway.chat("{" + repeated + "\"n\": 1}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("content-type")).contains("application/json");
    assertThat(reply.json().at("/error/message").asText())
        .isEqualTo("The request body names a model too many times.");
    assertThat(reply.json().at("/error/param").asText()).isEqualTo("model");
    assertThat(gateway.upstream("alpha").received()).isEmpty();
  }

  @Test
  void aModelThatIsNoStringIsStillToldSo() throws IOException {
    assertThat(gateway.chat("{\"model\": 5}").json().at("/error/message").asText())
        .isEqualTo("The model parameter must be a string.");
  }
}
