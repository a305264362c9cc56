package io.aigw.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.simulator.engine.Lab.Probe;
import org.junit.jupiter.api.Test;

/**
 * Blocks of 10 tokens; a token of a prompt that is not cached takes 1 ms beside the 10 of a step.
 */
class PrefixCachingTest {

  @Test
  void aKnownBeginningIsNotComputedAgain() {
    Lab lab = new Lab();
    lab.submitText(1, 55, 1);
    lab.timeline.run();
    Probe longer = lab.submitText(1, 75, 1);
    lab.timeline.run();
    assertThat(longer.result().cachedTokens()).isEqualTo(50);
    assertThat(longer.tokenMillis).containsExactly(65L + 35);
  }

  @Test
  void theLastTokenIsAlwaysComputed() {
    Lab lab = new Lab();
    lab.submitText(1, 50, 1);
    lab.timeline.run();
    Probe again = lab.submitText(1, 50, 1);
    lab.timeline.run();
    assertThat(again.result().cachedTokens()).isEqualTo(40);
  }

  @Test
  void theAnswerIsPartOfTheNextPromptsBeginning() {
    Lab lab = new Lab();
    lab.submitText(1, 15, 31);
    lab.timeline.run();
    Probe nextTurn = lab.submitText(1, 60, 1);
    lab.timeline.run();
    assertThat(nextTurn.result().cachedTokens()).isEqualTo(40);
  }

  @Test
  void sequencesShareBlocksWhileTheyRun() {
    Lab lab = new Lab();
    lab.submitText(1, 50, 20);
    lab.submitText(1, 50, 20);
    lab.runUntil(1);
    // Five blocks each, of which four are the same ones.
    assertThat(lab.engine.load().kvCacheUsage()).isEqualTo(0.06);
    lab.timeline.run();
    assertThat(lab.engine.load().kvCacheUsage()).isZero();
  }

  @Test
  void theLeastRecentlyUsedBeginningGoesFirst() {
    Lab lab = new Lab(config -> Lab.with(config, new EngineConfig.KvCache(10, 10, true)));
    lab.submitText(1, 40, 1);
    lab.timeline.run();
    lab.submitText(2, 40, 1);
    lab.timeline.run();
    lab.submitText(1, 40, 1);
    lab.timeline.run();
    lab.submitText(3, 40, 1);
    lab.timeline.run();
    Probe recent = lab.submitText(1, 40, 1);
    lab.timeline.run();
    assertThat(recent.result().cachedTokens()).isEqualTo(30);
    Probe old = lab.submitText(2, 40, 1);
    lab.timeline.run();
    assertThat(old.result().cachedTokens()).isLessThan(30);
  }

  @Test
  void theEndOfASequenceGoesBeforeItsBeginning() {
    Lab lab = new Lab(config -> Lab.with(config, new EngineConfig.KvCache(10, 10, true)));
    lab.submitText(1, 90, 1);
    lab.timeline.run();
    lab.submitText(2, 40, 1);
    lab.timeline.run();
    Probe again = lab.submitText(1, 90, 1);
    lab.timeline.run();
    // Nine blocks; the second sequence took the blank one and three from the end.
    assertThat(again.result().cachedTokens()).isEqualTo(60);
  }

  @Test
  void withoutCachingNothingIsFound() {
    Lab lab = new Lab(config -> Lab.with(config, new EngineConfig.KvCache(10, 100, false)));
    lab.submitText(1, 50, 1);
    lab.timeline.run();
    Probe again = lab.submitText(1, 50, 1);
    lab.timeline.run();
    assertThat(again.result().cachedTokens()).isZero();
    assertThat(lab.engine.stats().cacheHits()).isZero();
  }

  @Test
  void aSequenceWithoutRoomWaitsForBlocks() {
    Lab lab = new Lab(config -> Lab.with(config, new EngineConfig.KvCache(10, 10, true)));
    Probe first = lab.submit(60, 3);
    Probe second = lab.submit(60, 3);
    lab.runUntil(1);
    assertThat(lab.engine.load().waiting()).isEqualTo(1);
    assertThat(lab.engine.load().deferred()).isZero();
    lab.timeline.run();
    assertThat(first.tokenMillis).containsExactly(70L, 80L, 90L);
    assertThat(second.tokenMillis).containsExactly(160L, 170L, 180L);
  }

  @Test
  void theLastToComeLosesItsBlocksWhenTheyRunOut() {
    Lab lab = new Lab(config -> Lab.with(config, new EngineConfig.KvCache(10, 10, true)));
    Probe first = lab.submitText(1, 45, 30);
    Probe second = lab.submitText(2, 45, 30);
    lab.timeline.run();
    assertThat(first.result().preemptions()).isZero();
    assertThat(second.result().preemptions()).isPositive();
    assertThat(lab.engine.stats().preemptions()).isEqualTo(second.result().preemptions());
    assertThat(first.tokenMillis).hasSize(30);
    assertThat(second.tokenMillis).hasSize(30).isSorted();
    assertThat(second.tokenMillis.getLast()).isGreaterThan(first.tokenMillis.getLast());
    assertThat(lab.engine.load().kvCacheUsage()).isZero();
  }
}
