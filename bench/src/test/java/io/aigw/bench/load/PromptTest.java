package io.aigw.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PromptTest {

  @Test
  void aBodyHasTheSizeThatWasAskedForAndIsAChatRequest() throws IOException {
    for (int bytes : new int[] {512, 1024, 11_050, 11_100, 11_130, 220_000}) {
      byte[] body = Prompt.chat(bytes, true);

      assertThat(body).hasSize(bytes);
      JsonNode request = new ObjectMapper().readTree(body);
      assertThat(request.path("model").textValue()).isEqualTo(Prompt.MODEL);
      assertThat(request.path("stream").booleanValue()).isTrue();
      assertThat(request.path("messages").size()).isGreaterThan(1);
    }
  }

  @Test
  void aRequestAnnouncesItsBody() {
    byte[] body = Prompt.chat(600, false);

    String request = new String(Prompt.request(body, false), StandardCharsets.UTF_8);

    assertThat(request)
        .startsWith("POST /v1/chat/completions HTTP/1.1\r\n")
        .contains("\r\naccept: application/json\r\n")
        .contains("\r\ncontent-length: 600\r\n\r\n")
        .endsWith(new String(body, StandardCharsets.UTF_8));
  }
}
