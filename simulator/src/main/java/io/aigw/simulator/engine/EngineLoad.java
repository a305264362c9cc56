package io.aigw.simulator.engine;

import java.util.NavigableSet;

/**
 * How busy an engine is: what a picker of endpoints may see.
 *
 * @param running sequences in the batch
 * @param waiting sequences in the queue, deferred ones included
 * @param deferred waiting sequences that the last scheduling passed over for want of an adapter
 *     slot
 * @param kvCacheUsage share of the blocks that running sequences hold, 0 to 1
 * @param runningAdapters adapters of running sequences
 * @param waitingAdapters adapters of waiting sequences
 */
public record EngineLoad(
    int running,
    int waiting,
    int deferred,
    double kvCacheUsage,
    NavigableSet<String> runningAdapters,
    NavigableSet<String> waitingAdapters) {}
