package io.aigw.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.pick.Signals;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsPageTest {

  private static final String VLLM =
      """
      # HELP vllm:num_requests_waiting Number of requests waiting to be processed.
      # TYPE vllm:num_requests_waiting gauge
      vllm:num_requests_waiting{engine="0",model_name="a"} 3.0
      vllm:num_requests_waiting{engine="1",model_name="a"} 4.0
      vllm:num_requests_waiting_by_reason{engine="0",model_name="a",reason="capacity"} 100.0
      vllm:num_requests_running{engine="0",model_name="a"} 12.0
      vllm:kv_cache_usage_perc{engine="0",model_name="a"} 0.25
      vllm:kv_cache_usage_perc{engine="1",model_name="a"} 0.5
      vllm:lora_requests_info{max_lora="4",running_lora_adapters="old",waiting_lora_adapters=""} 1.75e+09
      vllm:lora_requests_info{max_lora="4",running_lora_adapters="a, b",waiting_lora_adapters="c"} 1.76e+09
      vllm:lora_requests_info{max_lora="4",running_lora_adapters="older",waiting_lora_adapters=""} 1.74e+09
      """;

  @Test
  void enginesAreAddedUpAndTheNewestAdaptersHold() {
    assertThat(read(ModelServer.VLLM, VLLM))
        .contains(new Signals(7, 12, 0.5, 4, Set.of("a", "b", "c"), 42));
  }

  @Test
  void whatFollowsThePageInItsArrayIsNotRead() {
    byte[] array =
        Arrays.copyOf("vllm:num_requests_waiting 1\n".getBytes(StandardCharsets.UTF_8), 100);
    byte[] rest = "vllm:num_requests_waiting 5\n".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(rest, 0, array, 28, rest.length);
    assertThat(MetricsPage.read(array, 28, ModelServer.VLLM, 42))
        .contains(new Signals(1, 0, 0, 0, Set.of(), 42));
  }

  @Test
  void aServerWithNothingLoadedIsUnderstood() {
    assertThat(
            read(
                ModelServer.VLLM,
                "vllm:lora_requests_info{max_lora=\"2\",running_lora_adapters=\"\",waiting_lora_adapters=\"\"} 1.0"))
        .contains(new Signals(0, 0, 0, 2, Set.of(), 42));
  }

  @Test
  void theOlderNameOfTheCacheIsKnown() {
    assertThat(
            read(
                ModelServer.VLLM,
                "vllm:gpu_cache_usage_perc{model_name=\"a\"} 0.75 1760000000000\n"))
        .contains(new Signals(0, 0, 0.75, 0, Set.of(), 42));
  }

  @Test
  void otherServersHaveOtherNames() {
    assertThat(
            read(
                ModelServer.SGLANG,
                """
                sglang:num_queue_reqs{model_name="a"} 2.0
                sglang:num_running_reqs{model_name="a"} 5.0
                sglang:token_usage{model_name="a"} 0.125
                """))
        .contains(new Signals(2, 5, 0.125, 0, Set.of(), 42));
    assertThat(
            read(
                ModelServer.TRITON_TENSORRT_LLM,
                """
                nv_trt_llm_request_metrics{model="a",request_type="waiting",version="1"} 1
                nv_trt_llm_request_metrics{model="a",request_type="scheduled",version="1"} 6
                nv_trt_llm_request_metrics{model="a",request_type="max",version="1"} 512
                nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="fraction",model="a"} 0.5
                nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="max",model="a"} 6239
                """))
        .contains(new Signals(1, 6, 0.5, 0, Set.of(), 42));
  }

  @Test
  void bracesAndQuotesInLabelsEndNothing() {
    assertThat(
            read(ModelServer.VLLM, "vllm:num_requests_waiting{model_name=\"a} 9 \\\"b\\\\\"} 2\n"))
        .contains(new Signals(2, 0, 0, 0, Set.of(), 42));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "<html>not found</html>",
        "vllm:num_requests_waiting",
        "vllm:num_requests_waiting{",
        "vllm:num_requests_waiting{a=\"",
        "vllm:num_requests_waiting{a=\"b\"}",
        "vllm:num_requests_waiting NaN",
        "vllm:num_requests_waiting{a=\"\\",
        "vllm:num_requests_waiting_total 4",
        "sglang:num_queue_reqs 4"
      })
  void whatSaysNothingIsNothing(String page) {
    assertThat(read(ModelServer.VLLM, page)).isEmpty();
  }

  private static Optional<Signals> read(ModelServer server, String page) {
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
    return MetricsPage.read(bytes, bytes.length, server, 42);
  }
}
