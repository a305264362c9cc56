package io.aigw.simulator.engine;

import io.aigw.simulator.time.VirtualTimeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine in virtual time with the numbers made easy: a step 10 ms, a prompt token 1 ms. */
final class Lab {
  final VirtualTimeline timeline = new VirtualTimeline();
  final ModelEngine engine;
  private final int blockTokens;

  /** A change to the configuration. */
  interface Change {
    EngineConfig apply(EngineConfig config);
  }

  Lab() {
    this(config -> config);
  }

  Lab(Change change) {
    EngineConfig config =
        change.apply(
            new EngineConfig(
                new EngineConfig.Batching(4, 1000, 0),
                new EngineConfig.KvCache(10, 100, true),
                new EngineConfig.Adapters(2, Duration.ofMillis(500)),
                new EngineConfig.Timing(
                    Duration.ofMillis(10), Duration.ofMillis(1), Duration.ZERO, 1, 0),
                7));
    blockTokens = config.kvCache().blockTokens();
    engine = new ModelEngine(config, timeline);
  }

  static EngineConfig with(EngineConfig config, EngineConfig.Batching batching) {
    return new EngineConfig(
        batching, config.kvCache(), config.adapters(), config.timing(), config.seed());
  }

  static EngineConfig with(EngineConfig config, EngineConfig.KvCache kvCache) {
    return new EngineConfig(
        config.batching(), kvCache, config.adapters(), config.timing(), config.seed());
  }

  static EngineConfig with(EngineConfig config, EngineConfig.Timing timing) {
    return new EngineConfig(
        config.batching(), config.kvCache(), config.adapters(), timing, config.seed());
  }

  /** Submits a sequence with content of its own. */
  Probe submit(int promptTokens, int outputTokens) {
    return submit(promptTokens, outputTokens, null);
  }

  Probe submit(int promptTokens, int outputTokens, @Nullable String adapter) {
    return submit(promptTokens, outputTokens, adapter, new long[0]);
  }

  /** Submits a sequence whose blocks are those of a text, so that equal texts share them. */
  Probe submitText(long text, int promptTokens, int outputTokens) {
    long[] hashes = new long[(promptTokens + outputTokens) / blockTokens];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = text * 1000 + i;
    }
    return submit(promptTokens, outputTokens, null, hashes);
  }

  Probe submit(int promptTokens, int outputTokens, @Nullable String adapter, long[] hashes) {
    Probe probe = new Probe();
    probe.sequence =
        engine.submit(
            new SequenceRequest(adapter, promptTokens, outputTokens, FinishReason.LENGTH, hashes),
            probe);
    return probe;
  }

  void runUntil(long millis) {
    timeline.runUntil(Duration.ofMillis(millis));
  }

  /** What is heard of a sequence. */
  final class Probe implements SequenceListener {
    final List<Long> tokenMillis = new ArrayList<>();
    @Nullable Sequence sequence;
    @Nullable SequenceResult result;

    @Override
    public void token(int index) {
      if (index != tokenMillis.size()) {
        throw new AssertionError("token " + index + " after " + tokenMillis.size());
      }
      tokenMillis.add(timeline.nanos() / 1_000_000);
    }

    @Override
    public void finished(SequenceResult finished) {
      if (result != null) {
        throw new AssertionError("finished twice");
      }
      result = finished;
    }

    SequenceResult result() {
      if (result == null) {
        throw new AssertionError("not finished");
      }
      return result;
    }

    void abort() {
      if (sequence != null) {
        engine.abort(sequence);
      }
    }
  }
}
