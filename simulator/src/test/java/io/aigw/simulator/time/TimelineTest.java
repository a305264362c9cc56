package io.aigw.simulator.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TimelineTest {

  @Test
  void virtualTimeJumpsFromEventToEventInOrder() {
    VirtualTimeline timeline = new VirtualTimeline();
    List<String> log = new ArrayList<>();
    timeline.at(30, () -> log.add("c" + timeline.nanos()));
    timeline.at(10, () -> log.add("a" + timeline.nanos()));
    timeline.at(
        10,
        () -> {
          log.add("b" + timeline.nanos());
          timeline.at(5, () -> log.add("late" + timeline.nanos()));
        });
    timeline.runUntil(Duration.ofNanos(20));
    assertThat(log).containsExactly("a10", "b10", "late10");
    assertThat(timeline.nanos()).isEqualTo(20);
    timeline.run();
    assertThat(log).endsWith("c30");
  }

  @Test
  void realTimeRunsEventsInTheOrderOfTheirTimes() {
    try (RealTimeline timeline = new RealTimeline("test")) {
      List<Integer> log = new ArrayList<>();
      CompletableFuture<List<Integer>> done = new CompletableFuture<>();
      timeline.execute(
          () -> {
            long now = timeline.nanos();
            timeline.at(now + 3_000_000, () -> done.complete(log));
            timeline.at(now + 2_000_000, () -> log.add(2));
            timeline.at(now + 1_000_000, () -> log.add(1));
            timeline.at(now - 1_000_000, () -> log.add(timeline.nanos() == now ? 0 : -1));
          });
      assertThat(done.join()).containsExactly(0, 1, 2);
    }
  }

  @Test
  void realTimeAnswersQuestions() {
    try (RealTimeline timeline = new RealTimeline("test")) {
      assertThat(timeline.call(() -> Thread.currentThread().getName())).isEqualTo("test");
      assertThatThrownBy(
              () ->
                  timeline.call(
                      () -> {
                        throw new IllegalStateException("wrong");
                      }))
          .hasRootCauseMessage("wrong");
      assertThat(timeline.call(() -> 7)).isEqualTo(7);
    }
  }

  @Test
  void readsDurations() {
    assertThat(DurationText.parse("49us")).isEqualTo(Duration.ofNanos(49_000));
    assertThat(DurationText.parse(" 1.5s")).isEqualTo(Duration.ofMillis(1500));
    assertThat(DurationText.parse("2m")).isEqualTo(Duration.ofMinutes(2));
    assertThat(DurationText.parse("0")).isEqualTo(Duration.ZERO);
    for (String wrong : List.of("", "5", "-1s", "1h", "ms")) {
      assertThatThrownBy(() -> DurationText.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
