package io.aigw.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aigw.e2e.kit.LocalGateway;
import io.aigw.e2e.kit.OpenAiSdk;
import io.aigw.e2e.kit.Programs;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OpenAI's own client for Python works with every interface, natively and with a rewritten model.
 */
class OpenAiSdkIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(OpenAiSdkIT.class);

  @SuppressWarnings("NullAway.Init")
  private static LocalGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = LocalGateway.run(PROGRAMS, "sdk", "gateway.yaml", "servers.yaml", "sdk-routes.yaml");
  }

  /** The second one is known to its backend as another. */
  @ParameterizedTest
  @ValueSource(strings = {"alpha", "renamed"})
  void everyInterface(String model) throws Exception {
    JsonNode got = OpenAiSdk.ask(gateway.url(), model);

    assertThat(got.path("models"))
        .map(JsonNode::asText)
        .containsExactlyInAnyOrder("alpha", "renamed");
    String atBackend = model.equals("renamed") ? "its-name-at-the-backend" : model;
    for (String call : List.of("chat", "completion", "embedding", "response")) {
      assertThat(got.at("/" + call + "/model").asText()).as(call).isEqualTo(atBackend);
    }
    for (String call : List.of("chat", "chat_streamed", "completion")) {
      assertThat(got.at("/" + call + "/tokens").asInt()).as(call).isEqualTo(5);
    }
    for (String call :
        List.of("chat", "chat_streamed", "completion", "response", "response_streamed")) {
      assertThat(got.at("/" + call + "/text").asText()).as(call).isNotBlank();
    }
    assertThat(got.at("/chat_streamed/chunks").asInt()).isEqualTo(5);
    assertThat(got.at("/embedding/vectors").asInt()).isEqualTo(2);
    assertThat(got.at("/embedding/numbers").asInt()).isPositive();
    assertThat(got.at("/response/status").asText()).isIn("completed", "incomplete");
    assertThat(got.at("/response_streamed/first").asText()).isEqualTo("response.created");
    assertThat(got.at("/response_streamed/last").asText())
        .isIn("response.completed", "response.incomplete");
    JsonNode unknown = got.path("unknown_model");
    assertThat(unknown.path("status").asInt()).isEqualTo(404);
    assertThat(unknown.path("code").asText()).isEqualTo("model_not_found");
    assertThat(unknown.path("param").asText()).isEqualTo("model");
    assertThat(unknown.path("type").asText()).isEqualTo("invalid_request_error");
  }
}
