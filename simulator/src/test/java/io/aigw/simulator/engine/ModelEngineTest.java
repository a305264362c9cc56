package io.aigw.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aigw.simulator.engine.Lab.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelEngineTest {

  @Test
  void firstTokenTakesThePrefillAndEveryOtherOneAStep() {
    Lab lab = new Lab();
    Probe probe = lab.submit(30, 4);
    lab.timeline.run();
    assertThat(probe.tokenMillis).containsExactly(40L, 50L, 60L, 70L);
    assertThat(probe.result().reason()).isEqualTo(FinishReason.LENGTH);
    assertThat(probe.result().generated()).isEqualTo(4);
    assertThat(probe.result().finished()).isEqualTo(Duration.ofMillis(70).toNanos());
  }

  @Test
  void sequencesOfABatchShareItsSteps() {
    Lab lab = new Lab();
    Probe first = lab.submit(30, 3);
    Probe second = lab.submit(20, 3);
    lab.timeline.run();
    assertThat(first.tokenMillis).containsExactly(60L, 70L, 80L);
    assertThat(second.tokenMillis).isEqualTo(first.tokenMillis);
  }

  @Test
  void aPromptThatJoinsHoldsUpTheTokensOfOthersForOneStep() {
    Lab lab = new Lab();
    Probe first = lab.submit(10, 5);
    lab.runUntil(25);
    Probe second = lab.submit(100, 1);
    lab.timeline.run();
    assertThat(first.tokenMillis).containsExactly(20L, 30L, 140L, 150L, 160L);
    assertThat(second.tokenMillis).containsExactly(140L);
  }

  @Test
  void aPromptLongerThanTheBudgetOfAStepIsComputedInChunks() {
    Lab lab = new Lab(config -> Lab.with(config, new EngineConfig.Batching(4, 50, 0)));
    Probe decoding = lab.submit(10, 6);
    lab.runUntil(20);
    Probe prompt = lab.submit(120, 1);
    lab.timeline.run();
    // The step under way ends at 30; then 49, 49 and 22 tokens beside one of the other sequence.
    assertThat(decoding.tokenMillis).containsExactly(20L, 30L, 89L, 148L, 180L, 190L);
    assertThat(prompt.tokenMillis).containsExactly(180L);
  }

  @Test
  void moreSequencesThanPlacesWaitInTheOrderOfTheirArrival() {
    Lab lab = new Lab(config -> Lab.with(config, new EngineConfig.Batching(2, 1000, 0)));
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      probes.add(lab.submit(10, 2));
    }
    lab.runUntil(15);
    assertThat(lab.engine.load().running()).isEqualTo(2);
    assertThat(lab.engine.load().waiting()).isEqualTo(4);
    lab.timeline.run();
    assertThat(probes.stream().map(probe -> probe.tokenMillis.getFirst()))
        .containsExactly(30L, 30L, 70L, 70L, 110L, 110L);
    assertThat(lab.engine.load().running()).isZero();
    assertThat(lab.engine.load().waiting()).isZero();
    assertThat(lab.engine.stats().histogram(Distribution.QUEUE_TIME).sum())
        .isCloseTo(2 * 0.040 + 2 * 0.080, within(1e-9));
  }

  @Test
  void aFullBatchIsSlowerByTheLoadFactor() {
    Lab lab =
        new Lab(
            config ->
                Lab.with(
                    config,
                    new EngineConfig.Timing(
                        Duration.ofMillis(10), Duration.ZERO, Duration.ofMillis(5), 4, 0)));
    Probe alone = lab.submit(10, 2);
    lab.timeline.run();
    assertThat(alone.tokenMillis).containsExactly(15L, 25L);
    List<Probe> four =
        List.of(lab.submit(1, 2), lab.submit(1, 2), lab.submit(1, 2), lab.submit(1, 2));
    lab.timeline.run();
    assertThat(four).allSatisfy(probe -> assertThat(probe.tokenMillis).containsExactly(85L, 125L));
  }

  @Test
  void anEmbeddingEndsWithItsPrefill() {
    Lab lab = new Lab();
    Probe probe = lab.submit(30, 0);
    lab.timeline.run();
    assertThat(probe.tokenMillis).isEmpty();
    assertThat(probe.result().finished()).isEqualTo(Duration.ofMillis(40).toNanos());
  }

  @Test
  void abortsFreeThePlaceOfWaitingAndRunningSequences() {
    Lab lab = new Lab(config -> Lab.with(config, new EngineConfig.Batching(1, 1000, 0)));
    Probe running = lab.submit(10, 50);
    Probe waiting = lab.submit(10, 50);
    Probe last = lab.submit(10, 1);
    lab.runUntil(35);
    waiting.abort();
    running.abort();
    running.abort();
    lab.timeline.run();
    assertThat(running.tokenMillis).containsExactly(20L, 30L);
    assertThat(running.result().reason()).isEqualTo(FinishReason.ABORT);
    assertThat(running.result().generated()).isEqualTo(2);
    assertThat(waiting.tokenMillis).isEmpty();
    assertThat(waiting.result().reason()).isEqualTo(FinishReason.ABORT);
    assertThat(last.tokenMillis).containsExactly(60L);
    assertThat(lab.engine.load().kvCacheUsage()).isZero();
    assertThat(lab.engine.stats().finished())
        .containsEntry(FinishReason.ABORT, 2L)
        .containsEntry(FinishReason.LENGTH, 1L);
  }

  @Test
  void refusesWhatIsTooMuchAtOnceAndWhatCanNeverFit() {
    Lab lab = new Lab(config -> Lab.with(config, new EngineConfig.Batching(2, 1000, 3)));
    lab.submit(10, 5);
    lab.submit(10, 5);
    assertThat(lab.engine.admits(1)).isTrue();
    assertThat(lab.engine.admits(2)).isFalse();
    assertThat(lab.engine.stats().refused()).isEqualTo(2);
    assertThatThrownBy(() -> lab.submit(900, 101)).hasMessageContaining("1001 tokens");
  }

  @Test
  void countsWhatItDoes() {
    Lab lab = new Lab();
    lab.submitText(1, 30, 3);
    lab.timeline.run();
    lab.submitText(1, 30, 3);
    lab.timeline.run();
    EngineStats stats = lab.engine.stats();
    assertThat(stats.promptTokens()).isEqualTo(60);
    assertThat(stats.cacheQueries()).isEqualTo(60);
    assertThat(stats.cacheHits()).isEqualTo(20);
    assertThat(stats.generationTokens()).isEqualTo(6);
    Histogram firstToken = stats.histogram(Distribution.TIME_TO_FIRST_TOKEN);
    assertThat(firstToken.count()).isEqualTo(2);
    assertThat(firstToken.sum()).isCloseTo(0.040 + 0.020, within(1e-9));
    assertThat(stats.histogram(Distribution.INTER_TOKEN_LATENCY).count()).isEqualTo(4);
    assertThat(stats.histogram(Distribution.STEP_TOKENS).sum()).isEqualTo(40 + 6);
    assertThat(stats.histogram(Distribution.COMPUTED_PROMPT_TOKENS).sum()).isEqualTo(40);
  }

  @Test
  void theSameSeedGivesTheSameTimesAndAnotherSeedOthers() {
    assertThat(jittered(1)).isEqualTo(jittered(1)).isNotEqualTo(jittered(2));
  }

  private static List<List<Long>> jittered(long seed) {
    Lab lab =
        new Lab(
            config ->
                new EngineConfig(
                    config.batching(),
                    config.kvCache(),
                    config.adapters(),
                    new EngineConfig.Timing(
                        Duration.ofMillis(10), Duration.ofMillis(1), Duration.ZERO, 1, 0.3),
                    seed));
    List<Probe> probes = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      probes.add(lab.submitText(i % 3, 10 * i, 20));
      lab.runUntil(40L * i);
    }
    lab.timeline.run();
    return probes.stream().map(probe -> probe.tokenMillis).toList();
  }
}
