package io.aigw.signal;

import java.util.List;

/**
 * The kinds of model servers, and how each names its signals: the mappings of the model server
 * protocol. A kind without a signal leaves it at nothing.
 */
public final class ModelServer {
  /** The name of the cache's use is that since 0.8; the older one is read too. */
  public static final ModelServer VLLM =
      new ModelServer(
          List.of(
              new Series("vllm:num_requests_waiting", Signal.WAITING),
              new Series("vllm:num_requests_running", Signal.RUNNING),
              new Series("vllm:kv_cache_usage_perc", Signal.CACHE_USE),
              new Series("vllm:gpu_cache_usage_perc", Signal.CACHE_USE),
              new Series("vllm:lora_requests_info", Signal.ADAPTERS)));

  public static final ModelServer SGLANG =
      new ModelServer(
          List.of(
              new Series("sglang:num_queue_reqs", Signal.WAITING),
              new Series("sglang:num_running_reqs", Signal.RUNNING),
              new Series("sglang:token_usage", Signal.CACHE_USE)));
  public static final ModelServer TENSORRT_LLM =
      new ModelServer(
          List.of(
              new Series("trtllm_num_requests_waiting", Signal.WAITING),
              new Series("trtllm_num_requests_running", Signal.RUNNING),
              new Series("trtllm_kv_cache_utilization", Signal.CACHE_USE)));
  public static final ModelServer TRITON_TENSORRT_LLM =
      new ModelServer(
          List.of(
              new Series("nv_trt_llm_request_metrics", "request_type", "waiting", Signal.WAITING),
              new Series("nv_trt_llm_request_metrics", "request_type", "scheduled", Signal.RUNNING),
              new Series(
                  "nv_trt_llm_kv_cache_block_metrics",
                  "kv_cache_block_type",
                  "fraction",
                  Signal.CACHE_USE)));
  public static final ModelServer TRITON =
      new ModelServer(
          List.of(
              new Series("nv_inference_pending_request_count", Signal.WAITING),
              new Series("nv_inference_exec_count", Signal.RUNNING)));

  /** All kinds. */
  static final List<ModelServer> ALL =
      List.of(VLLM, SGLANG, TENSORRT_LLM, TRITON_TENSORRT_LLM, TRITON);

  /** What a series tells. */
  enum Signal {
    WAITING,
    RUNNING,
    CACHE_USE,
    ADAPTERS
  }

  /**
   * A metric, or that part of it which has a label of this value.
   *
   * @param label empty if any labels will do
   */
  record Series(String metric, String label, String value, Signal signal) {
    Series(String metric, Signal signal) {
      this(metric, "", "", signal);
    }
  }

  private final List<Series> series;

  private ModelServer(List<Series> series) {
    this.series = series;
  }

  List<Series> series() {
    return series;
  }
}
