package io.aigw.simulator.engine;

import java.util.EnumMap;
import java.util.Map;

/** Counts what an engine does. */
final class Meter {
  private static final double NANOS = 1e9;

  private final Map<Distribution, Histogram> distributions = new EnumMap<>(Distribution.class);
  private final Map<FinishReason, Long> finished = new EnumMap<>(FinishReason.class);
  private long promptTokens;
  private long cacheQueries;
  private long cacheHits;
  private long generationTokens;
  private long preemptions;
  private long adapterLoads;
  private long refused;

  Meter() {
    for (Distribution distribution : Distribution.values()) {
      distributions.put(distribution, distribution.empty());
    }
    for (FinishReason reason : FinishReason.values()) {
      finished.put(reason, 0L);
    }
  }

  void lookedUp(int queried, int hits) {
    cacheQueries += queried;
    cacheHits += hits;
  }

  void preempted() {
    preemptions++;
  }

  void adapterLoaded() {
    adapterLoads++;
  }

  void refused(int sequences) {
    refused += sequences;
  }

  void step(int tokens) {
    add(Distribution.STEP_TOKENS, tokens);
  }

  void prefilled(Sequence sequence, long now) {
    promptTokens += sequence.request.promptTokens();
    add(Distribution.TIME_TO_FIRST_TOKEN, (now - sequence.arrived) / NANOS);
  }

  void generated(Sequence sequence, long now) {
    generationTokens++;
    if (sequence.generated > 1) {
      add(Distribution.INTER_TOKEN_LATENCY, (now - sequence.lastToken) / NANOS);
    }
  }

  void finished(Sequence sequence, SequenceResult result) {
    finished.merge(result.reason(), 1L, Long::sum);
    if (result.reason() == FinishReason.ABORT) {
      return;
    }
    int prompt = sequence.request.promptTokens();
    double decode = (result.finished() - result.firstToken()) / NANOS;
    add(Distribution.PROMPT_TOKENS, prompt);
    add(Distribution.COMPUTED_PROMPT_TOKENS, prompt - result.cachedTokens());
    add(Distribution.GENERATION_TOKENS, result.generated());
    add(Distribution.END_TO_END_LATENCY, (result.finished() - result.arrived()) / NANOS);
    add(Distribution.QUEUE_TIME, (result.scheduled() - result.arrived()) / NANOS);
    add(Distribution.INFERENCE_TIME, (result.finished() - result.scheduled()) / NANOS);
    add(Distribution.PREFILL_TIME, (result.firstToken() - result.scheduled()) / NANOS);
    add(Distribution.DECODE_TIME, decode);
    if (result.generated() > 1) {
      add(Distribution.TIME_PER_OUTPUT_TOKEN, decode / (result.generated() - 1));
    }
  }

  EngineStats snapshot() {
    Map<Distribution, Histogram> copies = new EnumMap<>(Distribution.class);
    distributions.forEach((distribution, histogram) -> copies.put(distribution, histogram.copy()));
    return new EngineStats(
        promptTokens,
        cacheQueries,
        cacheHits,
        generationTokens,
        preemptions,
        adapterLoads,
        refused,
        new EnumMap<>(finished),
        copies);
  }

  private void add(Distribution distribution, double value) {
    distributions.computeIfAbsent(distribution, Distribution::empty).add(value);
  }
}
