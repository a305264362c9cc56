package io.aigw.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aigw.simulator.engine.Lab.Probe;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two slots; loading an adapter takes 500 ms. */
class AdapterTest {

  @Test
  void loadingHoldsUpTheBatchOnceAndIsRemembered() {
    Lab lab = new Lab();
    Probe first = lab.submit(10, 2, "a");
    Probe base = lab.submit(10, 2);
    lab.timeline.run();
    assertThat(first.tokenMillis).containsExactly(530L, 540L);
    assertThat(base.tokenMillis).containsExactly(530L, 540L);
    Probe second = lab.submit(10, 1, "a");
    lab.timeline.run();
    assertThat(second.tokenMillis).containsExactly(560L);
    assertThat(lab.engine.stats().adapterLoads()).isEqualTo(1);
  }

  @Test
  void aSequenceWithoutASlotIsPassedOverUntilOneIsFree() {
    Lab lab = new Lab();
    lab.submit(10, 3, "a");
    Probe secondAdapter = lab.submit(10, 6, "b");
    Probe third = lab.submit(10, 1, "c");
    Probe behind = lab.submit(10, 1, "a");
    lab.runUntil(1);
    EngineLoad load = lab.engine.load();
    assertThat(load.runningAdapters()).containsExactly("a", "b");
    assertThat(load.waitingAdapters()).containsExactly("c");
    assertThat(load.waiting()).isEqualTo(1);
    assertThat(load.deferred()).isEqualTo(1);
    lab.timeline.run();
    assertThat(behind.tokenMillis).containsExactly(1040L);
    // "a" is done at 1060, and its slot goes to "c" in the next step, which loads it.
    assertThat(third.tokenMillis).containsExactly(1060L + 520);
    assertThat(secondAdapter.tokenMillis).hasSize(6);
  }

  @Test
  void theLeastRecentlyUsedAdapterGivesItsSlotAway() {
    Lab lab = new Lab();
    for (String adapter : new String[] {"a", "b", "a", "c"}) {
      lab.submit(10, 1, adapter);
      lab.timeline.run();
    }
    assertThat(lab.engine.stats().adapterLoads()).isEqualTo(3);
    lab.submit(10, 1, "a");
    lab.timeline.run();
    assertThat(lab.engine.stats().adapterLoads()).isEqualTo(3);
    lab.submit(10, 1, "b");
    lab.timeline.run();
    assertThat(lab.engine.stats().adapterLoads()).isEqualTo(4);
  }

  @Test
  void anAbortFreesTheSlot() {
    Lab lab = new Lab();
    Probe first = lab.submit(10, 100, "a");
    lab.submit(10, 100, "b");
    Probe third = lab.submit(10, 1, "c");
    lab.runUntil(1100);
    first.abort();
    lab.timeline.run();
    assertThat(third.tokenMillis).containsExactly(1110L + 520);
  }

  @Test
  void withoutSlotsThereAreNoAdapters() {
    Lab lab =
        new Lab(
            config ->
                new EngineConfig(
                    config.batching(),
                    config.kvCache(),
                    new EngineConfig.Adapters(0, Duration.ZERO),
                    config.timing(),
                    config.seed()));
    assertThatThrownBy(() -> lab.submit(10, 1, "a")).hasMessageContaining("no adapter slots");
  }
}
