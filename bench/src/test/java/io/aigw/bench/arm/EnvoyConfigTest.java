package io.aigw.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EnvoyConfigTest {

  @Test
  void envoyAloneHasOneRouteAndNothingButTheRouter() throws IOException {
    JsonNode manager = connectionManager(EnvoyShape.ALONE);

    assertThat(manager.at("/http_filters").findValuesAsText("name"))
        .containsExactly("envoy.filters.http.router");
    assertThat(manager.at("/route_config/virtual_hosts/0/routes").size()).isEqualTo(1);
  }

  @Test
  void theIdleProcessorSeesOnlyTheRequest() throws IOException {
    JsonNode mode =
        connectionManager(EnvoyShape.EXTERNAL_PROCESSING)
            .at("/http_filters/0/typed_config/processing_mode");

    assertThat(mode.path("request_header_mode").textValue()).isEqualTo("SEND");
    assertThat(mode.path("request_body_mode").textValue()).isEqualTo("BUFFERED");
    assertThat(mode.path("response_header_mode").textValue()).isEqualTo("SKIP");
    assertThat(mode.path("response_body_mode").textValue()).isEqualTo("NONE");
  }

  @Test
  void onlyShapesThatAskHaveAProcessor() throws IOException {
    for (EnvoyShape shape : EnvoyShape.values()) {
      JsonNode clusters = config(shape).at("/static_resources/clusters");

      assertThat(clusters.findValuesAsText("path"))
          .as("%s", shape)
          .hasSize(shape.asksProcessor() ? 1 : 0);
    }
  }

  private static JsonNode connectionManager(EnvoyShape shape) throws IOException {
    return config(shape).at("/static_resources/listeners/0/filter_chains/0/filters/0/typed_config");
  }

  private static JsonNode config(EnvoyShape shape) throws IOException {
    String json = new EnvoyConfig(1, 2, 3, Path.of("processor.sock")).json(shape);
    return new ObjectMapper().readTree(json);
  }
}
