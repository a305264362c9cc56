package io.aigw.simulator.http;

import static io.aigw.simulator.http.TestServer.CHAT;
import static io.aigw.simulator.http.TestServer.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aigw.simulator.http.TestServer.Setup;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelServerTest {
  private TestServer server = new TestServer(Setup.of());

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(Setup setup) {
    server.close();
    server = new TestServer(setup);
  }

  @Test
  void saysWhoItIsAndWhatArrived() throws IOException, InterruptedException {
    String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"h\\u00e4\"}] }";
    HttpResponse<String> answer = server.post(CHAT, body, "x-mine", "one", "x-mine", "two");
    assertThat(answer.headers().firstValue("x-simulated-server")).hasValue("server-1");
    assertThat(answer.headers().firstValue("x-request-body-sha256"))
        .hasValue("9d60cd873127aa79f4d9232225f2315c45968d9b95bd6a79c8fce7da52d50b3b");
    assertThat(JSON.readTree(answer.body()).path("system_fingerprint").asText())
        .isEqualTo("simulator-server-1");
    JsonNode seen = JSON.readTree(server.get("/debug/requests").body());
    JsonNode latest = seen.path("requests").path(0);
    assertThat(latest.path("method").asText()).isEqualTo("POST");
    assertThat(latest.path("uri").asText()).isEqualTo(CHAT);
    assertThat(latest.path("headers").path("x-mine"))
        .extracting(JsonNode::asText)
        .containsExactly("one", "two");
    assertThat(latest.path("body_bytes").asInt()).isEqualTo(body.length());
    assertThat(latest.path("body_sha256").asText())
        .isEqualTo(answer.headers().firstValue("x-request-body-sha256").orElseThrow());
  }

  @Test
  void remembersOnlyTheLatestRequestsAndNotItsOwnProbes() throws IOException, InterruptedException {
    for (int i = 1; i <= 6; i++) {
      server.get("/v1/models?i=" + i);
      server.get("/health");
    }
    JsonNode seen = JSON.readTree(server.get("/debug/requests").body());
    assertThat(seen.path("seen").asInt()).isEqualTo(6);
    assertThat(seen.path("requests"))
        .extracting(request -> request.path("uri").asText())
        .containsExactly("/v1/models?i=6", "/v1/models?i=5", "/v1/models?i=4", "/v1/models?i=3");
  }

  @Test
  void toldToEndItAnswersWhoHasNotHeardOfItAndSaysSo() throws Exception {
    assertThat(server.get("/health").headers().firstValue("connection")).isEmpty();
    Thread end = Thread.ofVirtual().start(server::drain);
    while (server.get("/health").headers().firstValue("connection").isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(server.post(CHAT, "{\"model\":\"m\"}").headers().firstValue("connection"))
        .hasValue("close");
    assertThat(end.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void withoutAModelItStandsInForAnything() throws IOException, InterruptedException {
    HttpResponse<String> answer = server.send("PUT", CHAT, "{\"model\":\"mistral:latest\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(answer.body()).path("model").asText()).isEqualTo("mistral:latest");
    restart(Setup.of("m"));
    assertThat(server.send("PUT", CHAT, "{\"model\":\"m\"}").statusCode()).isEqualTo(405);
    assertThat(server.post(CHAT, "{\"model\":\"m\"}").statusCode()).isEqualTo(400);
  }

  @Test
  void unknownPathsAndWrongMethodsAreRefused() throws IOException, InterruptedException {
    assertThat(server.get("/v1/nothing").statusCode()).isEqualTo(404);
    HttpResponse<String> get = server.get(CHAT);
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("allow")).hasValue("POST");
    assertThat(server.post("/health", "{}").statusCode()).isEqualTo(405);
    assertThat(server.get("/health").body()).isEmpty();
  }

  @Test
  void aContextThatIsTooLongIsRefused() throws IOException, InterruptedException {
    String text = "word".repeat(9000);
    HttpResponse<String> answer =
        server.post("/v1/completions", "{\"model\":\"m\",\"prompt\":\"" + text + "\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error = JSON.readTree(answer.body()).path("error");
    assertThat(error.path("type").asText()).isEqualTo("BadRequestError");
    assertThat(error.path("param").asText()).isEqualTo("input_tokens");
    assertThat(error.path("message").asText())
        .startsWith(
            "This model's maximum context length is 8192 tokens. However, you requested 16 output"
                + " tokens and your prompt contains at least 9001 input tokens");
  }

  @Test
  void usageCountsCachedTokensAcrossTurns() throws IOException, InterruptedException {
    String question = "What is a gateway? ".repeat(20);
    JsonNode first =
        server.postJson(
            CHAT,
            """
            {"model":"m","messages":[{"role":"user","content":"%s"}],"max_tokens":40,"ignore_eos":true}
            """
                .formatted(question));
    assertThat(first.path("usage").path("completion_tokens").asInt()).isEqualTo(40);
    assertThat(first.path("usage").path("prompt_tokens_details").isNull()).isTrue();
    int before = first.path("usage").path("total_tokens").asInt();
    String said = first.path("choices").path(0).path("message").path("content").asText();
    JsonNode second =
        server.postJson(
            CHAT,
            """
            {"model":"m","messages":[{"role":"user","content":"%s"},
             {"role":"assistant","content":"%s"},{"role":"user","content":"Why?"}]}
            """
                .formatted(question, said));
    int cached = second.path("usage").path("prompt_tokens_details").path("cached_tokens").asInt();
    // Everything that was computed, in whole blocks: the last token came out but never went in.
    assertThat(cached).isEqualTo((before - 1) / 16 * 16);
    assertThat(server.metric("vllm:prefix_cache_hits_total")).isEqualTo(cached);
  }

  @Test
  void theSameRequestGetsTheSameAnswer() throws IOException, InterruptedException {
    String body = "{\"model\":\"m\",\"prompt\":[\"one\",\"two\"],\"n\":2,\"max_tokens\":6}";
    JsonNode first = server.postJson("/v1/completions", body).path("choices");
    JsonNode again = server.postJson("/v1/completions", body).path("choices");
    assertThat(first).hasSize(4).isEqualTo(again);
    assertThat(first).extracting(choice -> choice.path("text").asText()).doesNotHaveDuplicates();
    assertThat(first)
        .extracting(choice -> choice.path("index").asInt())
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void embeddingsAreUnitVectorsInEitherEncoding() throws IOException, InterruptedException {
    JsonNode list =
        server.postJson(
            "/v1/embeddings", "{\"model\":\"m\",\"input\":[\"one\",\"two\"],\"dimensions\":8}");
    List<Double> vector = new ArrayList<>();
    list.path("data").path(0).path("embedding").forEach(value -> vector.add(value.asDouble()));
    assertThat(vector).hasSize(8);
    assertThat(vector.stream().mapToDouble(value -> value * value).sum()).isBetween(0.999, 1.001);
    assertThat(list.path("data").path(1).path("index").asInt()).isEqualTo(1);
    assertThat(list.path("usage").path("completion_tokens").asInt()).isZero();

    JsonNode encoded =
        server.postJson(
            "/v1/embeddings",
            "{\"model\":\"m\",\"input\":\"one\",\"dimensions\":8,\"encoding_format\":\"base64\"}");
    ByteBuffer bytes =
        ByteBuffer.wrap(
                Base64.getDecoder().decode(encoded.path("data").path(0).path("embedding").asText()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double value : vector) {
      assertThat((double) bytes.getFloat()).isBetween(value - 1e-6, value + 1e-6);
    }
  }

  @Test
  void aResponseIsWholeOrSaysThatItIsNot() throws IOException, InterruptedException {
    JsonNode whole = server.postJson("/v1/responses", "{\"model\":\"m\",\"input\":\"hi\"}");
    assertThat(whole.path("status").asText()).isEqualTo("completed");
    assertThat(whole.path("output").path(0).path("content").path(0).path("text").asText())
        .isNotBlank();
    assertThat(whole.path("usage").path("output_tokens").asInt()).isPositive();
    JsonNode cut =
        server.postJson(
            "/v1/responses",
            """
            {"model":"m","instructions":"Be brief.","max_output_tokens":2,
             "input":[{"role":"user","content":[{"type":"input_text","text":"hi"}]}]}
            """);
    assertThat(cut.path("status").asText()).isEqualTo("incomplete");
    assertThat(cut.path("incomplete_details").path("reason").asText())
        .isEqualTo("max_output_tokens");
    assertThat(cut.path("usage").path("output_tokens").asInt()).isEqualTo(2);
  }

  @Test
  void adaptersAreModelsThatCanBeLoadedAndUnloaded() throws IOException, InterruptedException {
    restart(Setup.of("base").withAdapters("one"));
    String load = "{\"lora_name\":\"two\",\"lora_path\":\"/adapters/two\"}";
    assertThat(server.post("/v1/load_lora_adapter", load).statusCode()).isEqualTo(200);
    assertThat(server.post("/v1/load_lora_adapter", load).statusCode()).isEqualTo(400);
    JsonNode models = JSON.readTree(server.get("/v1/models").body()).path("data");
    assertThat(models)
        .extracting(model -> model.path("id").asText())
        .containsExactly("base", "one", "two");
    assertThat(models.path(2).path("parent").asText()).isEqualTo("base");
    assertThat(server.metric("simulator:adapter_loads_total")).isZero();
    assertThat(chat("two")).isEqualTo(200);
    assertThat(server.metric("simulator:adapter_loads_total")).isEqualTo(1);
    assertThat(server.get("/metrics").body())
        .contains(
            "vllm:lora_requests_info{max_lora=\"2\",running_lora_adapters=\"\",waiting_lora_adapters=\"\"}");
    assertThat(server.post("/v1/unload_lora_adapter", load).statusCode()).isEqualTo(200);
    assertThat(server.post("/v1/unload_lora_adapter", load).statusCode()).isEqualTo(404);
    assertThat(chat("two")).isEqualTo(404);
  }

  private int chat(String model) throws IOException, InterruptedException {
    return server
        .post(
            CHAT,
            "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
        .statusCode();
  }
}
