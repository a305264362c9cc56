package io.aigw.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final long MILLI = Duration.ofMillis(1).toNanos();

  @Test
  void anOpenLoopSendsAtFixedMomentsWhateverTheTimeIs() {
    Schedule schedule = new Schedule(new Load.OpenLoop(1000, 1, Duration.ofMillis(5)));

    List<Long> moments = new ArrayList<>();
    // the generator was held up: when it comes to send, much later, nothing has been left out
    long now = 400 * MILLI;
    while (!schedule.isOver(now)) {
      moments.add(schedule.next(now));
      schedule.sent();
    }

    assertThat(moments).containsExactly(0L, MILLI, 2 * MILLI, 3 * MILLI, 4 * MILLI);
  }

  @Test
  void anOpenLoopDoesNotDrift() {
    Schedule schedule = new Schedule(new Load.OpenLoop(1500, 1, Duration.ofSeconds(4)));

    for (int i = 0; i < 3000; i++) {
      schedule.sent();
    }

    assertThat(schedule.next(0)).isEqualTo(Duration.ofSeconds(2).toNanos());
  }

  @Test
  void aClosedLoopSendsAtOnceUntilTheTimeIsOver() {
    Schedule schedule = new Schedule(new Load.ClosedLoop(1, Duration.ofMillis(5), Long.MAX_VALUE));

    assertThat(schedule.next(3 * MILLI)).isEqualTo(3 * MILLI);
    assertThat(schedule.isOver(3 * MILLI)).isFalse();
    assertThat(schedule.isOver(5 * MILLI)).isTrue();
  }

  @Test
  void aClosedLoopEndsWithTheLastRequest() {
    Schedule schedule = new Schedule(new Load.ClosedLoop(1, Duration.ofSeconds(5), 2));

    schedule.sent();
    assertThat(schedule.isOver(0)).isFalse();
    schedule.sent();
    assertThat(schedule.isOver(0)).isTrue();
  }
}
