package io.aigw.simulator.http;

import static io.aigw.simulator.http.PrometheusText.label;

import io.aigw.simulator.engine.Distribution;
import io.aigw.simulator.engine.EngineConfig;
import io.aigw.simulator.engine.EngineLoad;
import io.aigw.simulator.engine.EngineStats;
import io.aigw.simulator.engine.FinishReason;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The page that pickers of endpoints read: vLLM's names for what the engine does. */
final class MetricsPage {

  /** vLLM keeps every set of adapters that ever was; these many show the same to who reads it. */
  private static final int ADAPTER_SETS = 8;

  private final EngineConfig config;
  private final String model;
  private final InstantSource clock;
  private final double created;

  /** The last time of each set of running and waiting adapters, by its labels. */
  private final Map<String, Double> adapterSets = new LinkedHashMap<>();

  MetricsPage(EngineConfig config, String model, InstantSource clock) {
    this.config = config;
    this.model = model;
    this.clock = clock;
    created = seconds();
  }

  synchronized String render(EngineLoad load, EngineStats stats) {
    String engine = label("engine", "0") + "," + label("model_name", model);
    PrometheusText page = new PrometheusText(engine, created);
    writeLoad(page, load);
    writeCounters(page, stats);
    stats
        .distributions()
        .forEach(
            (distribution, histogram) ->
                page.histogram(name(distribution), help(distribution), histogram));
    return page + rejections(stats) + writeInfo(load);
  }

  /** Counted where requests come in, so without the name of an engine. */
  private String rejections(EngineStats stats) {
    String name = "vllm:admission_rejections_total";
    return new PrometheusText(label("model_name", model), created)
        .family(name, "counter", "Sequences turned away.")
        .count(name, label("reason", "max_num_queued_reqs"), stats.refused())
        .toString();
  }

  private static void writeLoad(PrometheusText page, EngineLoad load) {
    page.gauge("vllm:num_requests_running", "Sequences in the batch.", load.running());
    page.gauge("vllm:num_requests_waiting", "Sequences in the queue.", load.waiting());
    String byReason = "vllm:num_requests_waiting_by_reason";
    page.family(
            byReason, "gauge", "Sequences in the queue: for want of room, or of an adapter slot.")
        .count(byReason, label("reason", "capacity"), load.waiting() - load.deferred())
        .count(byReason, label("reason", "deferred"), load.deferred());
    page.gauge(
        "vllm:kv_cache_usage_perc", "Share of blocks in use; 1 is all.", load.kvCacheUsage());
  }

  private static void writeCounters(PrometheusText page, EngineStats stats) {
    page.counter(
        "vllm:prefix_cache_queries", "Tokens looked up in the cache.", stats.cacheQueries());
    page.counter("vllm:prefix_cache_hits", "Tokens found in the cache.", stats.cacheHits());
    page.counter("vllm:num_preemptions", "Preempted sequences.", stats.preemptions());
    page.counter("vllm:prompt_tokens", "Tokens of prefilled prompts.", stats.promptTokens());
    page.counter("vllm:prompt_tokens_cached", "Tokens of prompts not computed.", stats.cacheHits());
    page.counter("vllm:generation_tokens", "Generated tokens.", stats.generationTokens());
    String success = "vllm:request_success_total";
    page.family(success, "counter", "Finished sequences.");
    for (FinishReason reason : FinishReason.values()) {
      page.count(
          success,
          label("finished_reason", reason.name().toLowerCase(Locale.ROOT)),
          stats.finished().getOrDefault(reason, 0L));
    }
    page.counter("simulator:adapter_loads", "Adapters loaded into a slot.", stats.adapterLoads());
  }

  private String writeInfo(EngineLoad load) {
    EngineConfig.KvCache cache = config.kvCache();
    PrometheusText cachePage = new PrometheusText(label("engine", "0"), created);
    String info = "vllm:cache_config_info";
    cachePage
        .family(info, "gauge", "How the cache is set up.")
        .sample(
            info,
            String.join(
                ",",
                label("block_size", Integer.toString(cache.blockTokens())),
                label("cache_dtype", "auto"),
                label("enable_prefix_caching", cache.prefixCaching() ? "True" : "False"),
                label("gpu_memory_utilization", "0.92"),
                label("kv_cache_size_tokens", Long.toString(cache.tokens())),
                label("num_cpu_blocks", "None"),
                label("num_gpu_blocks", Integer.toString(cache.blocks())),
                label("sliding_window", "None")),
            1);
    if (config.adapters().slots() == 0) {
      return cachePage.toString();
    }
    String current =
        String.join(
            ",",
            label("running_lora_adapters", joined(load.runningAdapters())),
            label("waiting_lora_adapters", joined(load.waitingAdapters())));
    adapterSets.put(current, seconds());
    if (adapterSets.size() > ADAPTER_SETS) {
      adapterSets.remove(adapterSets.keySet().iterator().next());
    }
    PrometheusText adapterPage =
        new PrometheusText(label("max_lora", Integer.toString(config.adapters().slots())), created);
    String adapters = "vllm:lora_requests_info";
    adapterPage.family(adapters, "gauge", "Adapters in use; the newest time is the present.");
    adapterSets.forEach((labels, time) -> adapterPage.sample(adapters, labels, time));
    return cachePage.toString() + adapterPage;
  }

  private static String joined(Set<String> names) {
    return String.join(",", names);
  }

  private double seconds() {
    return clock.millis() / 1e3;
  }

  private static String name(Distribution distribution) {
    return switch (distribution) {
      case PROMPT_TOKENS -> "vllm:request_prompt_tokens";
      case GENERATION_TOKENS -> "vllm:request_generation_tokens";
      case STEP_TOKENS -> "vllm:iteration_tokens_total";
      case TIME_TO_FIRST_TOKEN -> "vllm:time_to_first_token_seconds";
      case INTER_TOKEN_LATENCY -> "vllm:inter_token_latency_seconds";
      case TIME_PER_OUTPUT_TOKEN -> "vllm:request_time_per_output_token_seconds";
      case END_TO_END_LATENCY -> "vllm:e2e_request_latency_seconds";
      case QUEUE_TIME -> "vllm:request_queue_time_seconds";
      case INFERENCE_TIME -> "vllm:request_inference_time_seconds";
      case PREFILL_TIME -> "vllm:request_prefill_time_seconds";
      case DECODE_TIME -> "vllm:request_decode_time_seconds";
      case COMPUTED_PROMPT_TOKENS -> "vllm:request_prefill_kv_computed_tokens";
    };
  }

  private static String help(Distribution distribution) {
    return switch (distribution) {
      case PROMPT_TOKENS -> "Tokens of a prompt.";
      case GENERATION_TOKENS -> "Tokens of an answer.";
      case STEP_TOKENS -> "Tokens computed in a step.";
      case TIME_TO_FIRST_TOKEN -> "From arrival to the first token.";
      case INTER_TOKEN_LATENCY -> "From token to token.";
      case TIME_PER_OUTPUT_TOKEN -> "Mean time of a sequence's tokens after the first.";
      case END_TO_END_LATENCY -> "From arrival to the last token.";
      case QUEUE_TIME -> "From arrival to the batch.";
      case INFERENCE_TIME -> "From the batch to the last token.";
      case PREFILL_TIME -> "From the batch to the first token.";
      case DECODE_TIME -> "From the first token to the last.";
      case COMPUTED_PROMPT_TOKENS -> "Tokens of a prompt that were not in the cache.";
    };
  }
}
