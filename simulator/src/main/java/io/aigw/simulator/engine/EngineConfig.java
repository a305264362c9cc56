package io.aigw.simulator.engine;

import java.time.Duration;

/**
 * What one simulated server can do.
 *
 * @param seed of the jitter; two engines with equal configuration behave alike
 */
public record EngineConfig(
    Batching batching, KvCache kvCache, Adapters adapters, Timing timing, long seed) {

  /**
   * What is computed together.
   *
   * @param maxSequences how many sequences are computed together
   * @param maxTokens how many tokens one step may compute; a longer prefill is cut into chunks
   * @param maxInFlight how many sequences may wait or run before new ones are refused; 0: no limit
   */
  public record Batching(int maxSequences, int maxTokens, int maxInFlight) {
    public Batching {
      require(maxSequences > 0, "at least one sequence must fit a batch");
      require(maxTokens >= maxSequences, "a step must have room for one token of each sequence");
      require(maxInFlight >= 0, "the limit of sequences in flight cannot be negative");
    }
  }

  /**
   * The memory for keys and values.
   *
   * @param blockTokens tokens per block
   * @param blocks how many blocks there are
   * @param prefixCaching whether finished blocks are kept for requests that begin with them
   */
  public record KvCache(int blockTokens, int blocks, boolean prefixCaching) {
    public KvCache {
      require(blockTokens > 0 && blocks > 0, "the cache needs at least one block of one token");
    }

    /** How many tokens one sequence can have at most, prompt and answer together. */
    public long tokens() {
      return (long) blockTokens * blocks;
    }
  }

  /**
   * LoRA adapters.
   *
   * @param slots how many adapters can be used in one batch
   * @param loadTime how long loading one holds up the whole batch
   */
  public record Adapters(int slots, Duration loadTime) {
    public Adapters {
      require(slots >= 0, "the number of adapter slots cannot be negative");
      require(!loadTime.isNegative(), "a time cannot be negative");
    }
  }

  /**
   * The time of a step is {@code step * (1 + (loadFactor - 1) * (batch - 1) / (maxSequences - 1))},
   * plus {@code prefillPerToken} for each token of a prompt that it computes, plus {@code
   * prefillOverhead} for each prompt that it begins; all times a random factor around one.
   *
   * @param step a pass over the model's weights: what one more token of every running sequence
   *     takes
   * @param prefillPerToken per token of a prompt that is not in the cache
   * @param prefillOverhead once per prompt
   * @param loadFactor how much slower a step is with a full batch than with one sequence; 1 or more
   * @param jitter standard deviation of the random factor, from 0 (none) to 0.3
   */
  public record Timing(
      Duration step,
      Duration prefillPerToken,
      Duration prefillOverhead,
      double loadFactor,
      double jitter) {
    public Timing {
      require(
          !step.isNegative() && !prefillPerToken.isNegative() && !prefillOverhead.isNegative(),
          "a time cannot be negative");
      require(loadFactor >= 1, "the load factor is 1 or more");
      require(jitter >= 0 && jitter <= 0.3, "the jitter is between 0 and 0.3");
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
