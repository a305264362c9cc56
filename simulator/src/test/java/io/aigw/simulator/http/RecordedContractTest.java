package io.aigw.simulator.http;

import static io.aigw.simulator.http.TestServer.CHAT;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.simulator.http.TestServer.Setup;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulator's answers beside those of a real vLLM 0.32 to the same requests. */
class RecordedContractTest {
  private static final Pattern SAMPLE = Pattern.compile("(\\S+?)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private static final TestServer server = new TestServer(Setup.of("mistral:latest"));

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Recording> exchanges() {
    return Recording.exchanges("errors.txt").stream();
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void answersLikeTheRealOne(Recording real) throws IOException, InterruptedException {
    HttpResponse<String> answer = server.post(CHAT, real.request());
    assertThat(answer.statusCode()).isEqualTo(real.status());
    assertThat(answer.headers().firstValue("content-type")).hasValue(real.contentType());
    if (real.status() == 200) {
      assertThat(Recording.shape(answer.body())).isEqualTo(Recording.shape(real.body()));
    } else {
      assertThat(answer.body()).isEqualTo(real.body());
    }
  }

  @Test
  void chatHasTheShapeOfTheRealOne() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        server.post(
            CHAT,
            """
            {"model":"mistral:latest","messages":[{"role":"user","content":"chat"}],"max_tokens":5}
            """);
    Recording real = Recording.answer("chat.txt");
    assertThat(answer.headers().firstValue("content-type")).hasValue(real.contentType());
    assertThat(Recording.shape(answer.body())).isEqualTo(Recording.shape(real.body()));
  }

  @Test
  void modelsHaveTheShapeOfTheRealOnes() throws IOException, InterruptedException {
    HttpResponse<String> answer = server.get("/v1/models");
    assertThat(Recording.shape(answer.body()))
        .isEqualTo(Recording.shape(Recording.text("models.json")));
  }

  @Test
  void aStreamHasTheEventsOfTheRealOne() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        server.post(
            CHAT,
            """
            {"model":"mistral:latest","messages":[{"role":"user","content":"stream"}],
             "max_tokens":5,"ignore_eos":true,"stream":true,"stream_options":{"include_usage":true}}
            """);
    Recording real = Recording.answer("stream.txt");
    assertThat(answer.headers().firstValue("content-type")).hasValue(real.contentType());
    assertThat(answer.headers().firstValue("transfer-encoding")).hasValue("chunked");
    assertThat(shapes(answer.body())).isEqualTo(shapes(real.body()));
  }

  private static List<String> shapes(String stream) {
    return stream
        .strip()
        .lines()
        .filter(line -> !line.isEmpty())
        .map(line -> line.substring("data: ".length()))
        .map(data -> data.equals("[DONE]") ? data : Recording.shape(data))
        .toList();
  }

  @Test
  void metricsHaveTheNamesTypesLabelsAndBoundsOfTheRealOnes()
      throws IOException, InterruptedException {
    Map<String, String> real = families(Recording.text("metrics.txt"));
    Map<String, String> ours = families(server.get("/metrics").body());
    assertThat(ours)
        .containsKeys(
            "vllm:num_requests_running",
            "vllm:num_requests_waiting",
            "vllm:kv_cache_usage_perc",
            "vllm:cache_config_info",
            "vllm:prefix_cache_queries_total",
            "vllm:prefix_cache_hits_total",
            "vllm:prompt_tokens_total",
            "vllm:generation_tokens_total",
            "vllm:request_success_total",
            "vllm:time_to_first_token_seconds",
            "vllm:inter_token_latency_seconds",
            "vllm:request_time_per_output_token_seconds",
            "vllm:e2e_request_latency_seconds",
            "vllm:request_queue_time_seconds",
            "vllm:iteration_tokens_total");
    ours.forEach(
        (name, family) -> {
          // The recorded server had no adapters, and the configuration of a cache has many labels.
          if (name.startsWith("vllm:") && !name.matches("vllm:(lora_requests|cache_config)_info")) {
            assertThat(family).as(name).isEqualTo(real.get(name));
          }
        });
  }

  /** Each family with its type, the names of its labels, and the bounds of a histogram. */
  private static Map<String, String> families(String page) {
    Map<String, String> families = new LinkedHashMap<>();
    String name = "";
    String type = "";
    for (String line : page.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        List<String> words = List.of(line.split(" ", -1));
        name = words.get(2);
        type = words.get(3);
      } else if (!line.startsWith("#")) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        assertThat(sample.group(1)).startsWith(name);
        String labels = sample.group(2) == null ? "" : sample.group(2);
        Map<String, TreeSet<String>> found =
            LABEL
                .matcher(labels)
                .results()
                .collect(
                    groupingBy(
                        match -> match.group(1),
                        TreeMap::new,
                        mapping(match -> match.group(2), toCollection(TreeSet::new))));
        String bound = found.containsKey("le") ? String.valueOf(found.get("le")) : "";
        families.merge(
            name,
            type + found.keySet() + bound,
            (all, more) -> all.endsWith(more) ? all : all + more);
      }
    }
    return families;
  }
}
