/**
 * The model of a model server in time: continuous batching, a waiting queue, chunked prefill, the
 * key-value cache as blocks with shared prefixes, and adapter slots, in the way vLLM schedules
 * them.
 *
 * <p>It is a state machine on a {@link io.aigw.simulator.time.Timeline}: no threads, no clock, no
 * text, no HTTP. A request here is a number of tokens and the hashes of its blocks, so that a trace
 * of real traffic can be replayed without its content. The same requests at the same times give the
 * same result.
 */
@NullMarked
package io.aigw.simulator.engine;

import org.jspecify.annotations.NullMarked;
