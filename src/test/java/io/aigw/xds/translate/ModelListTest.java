package io.aigw.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.testing.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelListTest {

  private static TestGateway gateway;

  @BeforeAll
  static void start(@TempDir Path work) throws IOException, InterruptedException {
    gateway = TestGateway.start(work);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models", "/v1/models?x=1", "//v1/models", "/v1/./models"})
  void listsWhatCanBeAskedFor(String path) throws IOException {
    Reply reply = gateway.get(path);

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.header("content-type")).contains("application/json");
    assertThat(reply.json().get("object").asText()).isEqualTo("list");
    assertThat(reply.json().findValuesAsText("id"))
        .contains("alpha", "beta", "pooled", "line\nbreak", "nul\u0000", "größe/π", "-", "5", "")
        .doesNotContain("broken", "disabled", "family-[0-9]+", "nobody")
        .doesNotHaveDuplicates();
    assertThat(reply.json().at("/data/0/object").asText()).isEqualTo("model");
    assertThat(reply.json().at("/data/0/created").isIntegralNumber()).isTrue();
    assertThat(reply.json().at("/data/0/owned_by").asText()).isEqualTo("Envoy AI Gateway");
  }

  @Test
  void isServedWhateverElseTheRequestSays() throws IOException {
    assertThat(gateway.get("/v1/models", "content-type: application/json").status()).isEqualTo(200);
    assertThat(gateway.get("/v1/models", "x-fallback: yes").json().get("object").asText())
        .isEqualTo("list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models/", "/v1/modelsx", "/v1/models/alpha", "/V1/models"})
  void isAtItsPathAlone(String path) throws IOException {
    assertThat(gateway.get(path).status()).isEqualTo(404);
  }
}
