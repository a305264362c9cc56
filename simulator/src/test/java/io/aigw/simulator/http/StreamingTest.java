package io.aigw.simulator.http;

import static io.aigw.simulator.http.TestServer.CHAT;
import static io.aigw.simulator.http.TestServer.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aigw.simulator.http.TestServer.Setup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamingTest {
  private static final String ENDLESS =
      "{\"model\":\"m\",\"prompt\":\"hi\",\"max_tokens\":8000,\"ignore_eos\":true,\"stream\":true}";

  private TestServer server = new TestServer(Setup.of());

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theTokensOfAStreamAreThoseOfTheWholeAnswer() throws IOException, InterruptedException {
    for (int choices : new int[] {1, 3}) {
      String body =
          """
          {"model":"m","messages":[{"role":"user","content":"tell me"}],"n":%d,"stream":%b}
          """;
      JsonNode whole = server.postJson(CHAT, body.formatted(choices, false));
      List<StringBuilder> texts = new ArrayList<>();
      List<String> reasons = new ArrayList<>();
      for (int i = 0; i < choices; i++) {
        texts.add(new StringBuilder());
        reasons.add("");
      }
      for (JsonNode chunk : data(server.post(CHAT, body.formatted(choices, true)))) {
        JsonNode choice = chunk.path("choices").path(0);
        int index = choice.path("index").asInt();
        texts.get(index).append(choice.path("delta").path("content").asText());
        if (!choice.path("finish_reason").isNull()) {
          reasons.set(index, choice.path("finish_reason").asText());
        }
        assertThat(chunk.has("usage")).isFalse();
      }
      for (JsonNode choice : whole.path("choices")) {
        int index = choice.path("index").asInt();
        assertThat(texts.get(index)).hasToString(choice.path("message").path("content").asText());
        assertThat(reasons.get(index)).isEqualTo(choice.path("finish_reason").asText());
      }
    }
  }

  @Test
  void usageComesAtTheEndOrWithEveryChunk() throws IOException, InterruptedException {
    String body =
        """
        {"model":"m","prompt":"hi","max_tokens":4,"ignore_eos":true,"stream":true,
         "stream_options":{"include_usage":true,"continuous_usage_stats":%b}}
        """;
    List<JsonNode> atEnd = data(server.post("/v1/completions", body.formatted(false)));
    assertThat(atEnd).hasSize(5);
    assertThat(atEnd.subList(0, 4)).noneMatch(chunk -> chunk.has("usage"));
    assertThat(atEnd.getLast().path("usage").path("completion_tokens").asInt()).isEqualTo(4);
    assertThat(atEnd.getLast().path("choices")).isEmpty();
    List<JsonNode> always = data(server.post("/v1/completions", body.formatted(true)));
    assertThat(always)
        .extracting(chunk -> chunk.path("usage").path("completion_tokens").asInt())
        .containsExactly(1, 2, 3, 4, 4);
  }

  @Test
  void responsesAreStreamedAsTheirOwnEvents() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        server.post(
            "/v1/responses",
            "{\"model\":\"m\",\"input\":\"hi\",\"max_output_tokens\":2,\"stream\":true}");
    List<String> names =
        answer
            .body()
            .lines()
            .filter(line -> line.startsWith("event: "))
            .map(line -> line.substring("event: ".length()))
            .toList();
    assertThat(names)
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    List<JsonNode> events = data(answer);
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("type").asText()).isEqualTo(names.get(i));
      assertThat(events.get(i).path("sequence_number").asInt()).isEqualTo(i);
    }
    String said = events.get(4).path("delta").asText() + events.get(5).path("delta").asText();
    JsonNode response = events.getLast().path("response");
    assertThat(response.path("output").path(0).path("content").path(0).path("text").asText())
        .isEqualTo(said);
    assertThat(response.path("status").asText()).isEqualTo("incomplete");
  }

  @Test
  void everyEventIsOnTheWireBeforeTheNextIsMade() throws IOException {
    server.close();
    // A step takes an hour: only what is sent at once can be read.
    server = new TestServer(Setup.of().withStep(Duration.ofHours(1)));
    try (Socket socket = stream("{\"model\":\"m\",\"input\":\"hi\",\"stream\":true}")) {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      List<String> read = new ArrayList<>();
      while (!read.contains("event: response.in_progress")) {
        read.add(lines.readLine());
      }
      assertThat(read).startsWith("HTTP/1.1 200 OK").contains("event: response.created");
    }
  }

  @Test
  void whoLeavesTakesNoPlaceAnyMore() throws IOException, InterruptedException {
    server.close();
    server = new TestServer(Setup.of().withStep(Duration.ofMillis(5)));
    try (Socket socket = stream(ENDLESS)) {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
    while (server.metric("vllm:num_requests_running") > 0) {
      Thread.sleep(10);
    }
    assertThat(
            server.metric(
                "vllm:request_success_total{engine=\"0\",model_name=\"any\",finished_reason=\"abort\""))
        .isEqualTo(1);
  }

  @Test
  void tooManyAreTurnedAwayBeforeTheirStreamBegins() throws IOException, InterruptedException {
    server.close();
    server = new TestServer(Setup.of().withBatch(1, 2).withStep(Duration.ofHours(1)));
    try (Socket _ = stream(ENDLESS);
        Socket _ = stream(ENDLESS)) {
      while (server.metric("vllm:num_requests_waiting") < 1) {
        Thread.sleep(10);
      }
      assertThat(server.metric("vllm:num_requests_running")).isEqualTo(1);
      HttpResponse<String> answer = server.post("/v1/completions", ENDLESS);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(server.metric("vllm:admission_rejections_total")).isEqualTo(1);
    }
  }

  @Test
  void manyStreamsRunTogether() throws InterruptedException, ExecutionException {
    server.close();
    server = new TestServer(Setup.of().withBatch(300, 0).withStep(Duration.ofMillis(1)));
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        String each =
            """
            {"model":"m","prompt":"%d","max_tokens":20,"ignore_eos":true,"stream":true}
            """
                .formatted(i);
        calls.add(() -> data(server.post("/v1/completions", each)).size());
      }
      for (Future<Integer> size : executor.invokeAll(calls)) {
        assertThat(size.get()).isEqualTo(20);
      }
    }
  }

  private Socket stream(String body) throws IOException {
    String path = body.contains("\"input\"") ? "/v1/responses" : "/v1/completions";
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.address().getPort());
    socket
        .getOutputStream()
        .write(
            "POST %s HTTP/1.1\r\nhost: localhost\r\ncontent-length: %d\r\n\r\n%s"
                .formatted(path, body.length(), body)
                .getBytes(UTF_8));
    return socket;
  }

  /** The data of the events, but for the mark of the end. */
  private static List<JsonNode> data(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).isEqualTo(200);
    List<JsonNode> data = new ArrayList<>();
    for (String line : answer.body().lines().toList()) {
      if (line.startsWith("data: {")) {
        data.add(JSON.readTree(line.substring("data: ".length())));
      }
    }
    return data;
  }
}
