package io.aigw.simulator.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A sequence on its way through an engine. To those outside it is only a handle to abort it by. Its
 * fields are the engine's.
 */
public final class Sequence {
  final SequenceRequest request;
  final SequenceListener listener;
  final long arrived;
  final List<BlockCache.Block> blocks = new ArrayList<>();
  boolean done;

  /** How many tokens' keys and values are in its blocks. */
  int computed;

  /** How many tokens the step under way computes. */
  int inStep;

  int generated;
  int cachedTokens;
  int preemptions;
  boolean scheduledBefore;
  long scheduled;
  long firstToken;
  long lastToken;

  Sequence(SequenceRequest request, SequenceListener listener, long arrived) {
    this.request = request;
    this.listener = listener;
    this.arrived = arrived;
  }

  /** Tokens that exist so far: when all of them are computed, the next one comes out. */
  int known() {
    return request.promptTokens() + generated;
  }

  boolean prefilling() {
    return generated == 0;
  }
}
