package io.aigw.simulator.engine;

import java.util.Map;
import java.util.Objects;

/**
 * What an engine has done since it began.
 *
 * @param promptTokens tokens of prompts whose prefill is done, cached ones included
 * @param cacheQueries tokens of prompts that were looked up in the cache
 * @param cacheHits how many of them were found
 * @param generationTokens tokens of answers
 * @param preemptions how often a running sequence lost its blocks to another
 * @param adapterLoads how often an adapter was loaded into a slot
 * @param refused sequences that were turned away because too many were in flight
 * @param finished sequences by the reason of their end
 */
public record EngineStats(
    long promptTokens,
    long cacheQueries,
    long cacheHits,
    long generationTokens,
    long preemptions,
    long adapterLoads,
    long refused,
    Map<FinishReason, Long> finished,
    Map<Distribution, Histogram> distributions) {

  public Histogram histogram(Distribution distribution) {
    return Objects.requireNonNull(distributions.get(distribution), "every one has a histogram");
  }
}
