package io.aigw.simulator.engine;

/**
 * What became of a sequence. Times are the timeline's nanoseconds; those of things that never
 * happened before an abort equal {@code finished}.
 *
 * @param generated tokens of the answer
 * @param cachedTokens tokens of the prompt that were found in the cache at its first scheduling
 * @param preemptions how often it lost its blocks and had to be computed again
 * @param scheduled when it first left the waiting queue
 */
public record SequenceResult(
    FinishReason reason,
    int generated,
    int cachedTokens,
    int preemptions,
    long arrived,
    long scheduled,
    long firstToken,
    long finished) {}
