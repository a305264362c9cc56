package io.aigw.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.simulator.time.VirtualTimeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Eight servers under a load whose prompts begin with one of 150 long texts, an eighth of the size
 * of a published benchmark: its caches hold the texts only if each server sees its share of them.
 * There it took about a hundred times as long to the first token at random as with each text at its
 * server.
 */
class FleetTest {
  private static final int SERVERS = 8;
  private static final int TEXTS = 150;
  private static final int TEXT_TOKENS = 752;
  private static final int QUESTION_TOKENS = 150;
  private static final int ANSWER_TOKENS = 125;
  private static final int BLOCK_TOKENS = 16;

  @Test
  void spreadingAtRandomQueuesWhereKeepingTextsTogetherDoesNot() {
    List<Double> atRandom = firstTokenSeconds(false, 1);
    List<Double> together = firstTokenSeconds(true, 1);
    assertThat(atRandom).hasSameSizeAs(together);
    assertThat(ninetieth(atRandom)).isGreaterThan(10 * ninetieth(together));
  }

  @Test
  void aFleetDoesTheSameEveryTime() {
    assertThat(firstTokenSeconds(false, 1))
        .isEqualTo(firstTokenSeconds(false, 1))
        .isNotEqualTo(firstTokenSeconds(false, 2));
  }

  private static double ninetieth(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() * 9 / 10);
  }

  /** The times to the first token, in the order in which the tokens came. */
  private static List<Double> firstTokenSeconds(boolean together, long seed) {
    VirtualTimeline timeline = new VirtualTimeline();
    List<ModelEngine> fleet = new ArrayList<>();
    for (int i = 0; i < SERVERS; i++) {
      fleet.add(new ModelEngine(config(seed + i), timeline));
    }
    SplittableRandom random = new SplittableRandom(seed);
    List<Double> seconds = new ArrayList<>();
    double arrival = 0;
    for (int request = 0; request < 900; request++) {
      arrival -= Math.log(1 - random.nextDouble()) / 30;
      int text = random.nextInt(TEXTS);
      int chosen = random.nextInt(SERVERS);
      SequenceRequest sequence = request(text, request);
      ModelEngine engine = fleet.get(together ? text % SERVERS : chosen);
      timeline.at(
          Math.round(arrival * 1e9),
          () -> engine.submit(sequence, new FirstToken(timeline, seconds)));
    }
    timeline.run();
    return seconds;
  }

  private static EngineConfig config(long seed) {
    return new EngineConfig(
        new EngineConfig.Batching(256, 1024, 0),
        new EngineConfig.KvCache(BLOCK_TOKENS, 2401, true),
        new EngineConfig.Adapters(0, Duration.ZERO),
        new EngineConfig.Timing(
            Duration.ofMillis(96), Duration.ofNanos(390_625), Duration.ZERO, 2, 0.1),
        seed);
  }

  private static SequenceRequest request(int text, int request) {
    int prompt = TEXT_TOKENS + QUESTION_TOKENS;
    long[] hashes = new long[prompt / BLOCK_TOKENS];
    for (int i = 0; i < hashes.length; i++) {
      boolean shared = i < TEXT_TOKENS / BLOCK_TOKENS;
      hashes[i] = (shared ? text : TEXTS + request) * 1000L + i + 1;
    }
    return new SequenceRequest(null, prompt, ANSWER_TOKENS, FinishReason.LENGTH, hashes);
  }

  private record FirstToken(VirtualTimeline timeline, long arrived, List<Double> seconds)
      implements SequenceListener {
    FirstToken(VirtualTimeline timeline, List<Double> seconds) {
      this(timeline, timeline.nanos(), seconds);
    }

    @Override
    public void token(int index) {
      if (index == 0) {
        seconds.add((timeline.nanos() - arrived) / 1e9);
      }
    }

    @Override
    public void finished(SequenceResult result) {}
  }
}
