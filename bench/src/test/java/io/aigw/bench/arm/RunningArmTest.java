package io.aigw.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.aigw.bench.load.Prompt;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class RunningArmTest {

  @Test
  void readsTheCpuTimeOfEachProcess() throws IOException, InterruptedException {
    Process sleeper = new ProcessBuilder("sleep", "60").start();
    try {
      RunningArm arm = arm(ProcessHandle.current(), sleeper.toHandle());
      SequencedMap<String, Duration> before = arm.cpuTime();
      Duration spent = Duration.ofMillis(50);
      work(spent);
      SequencedMap<String, Duration> after = arm.cpuTime();

      assertThat(after.sequencedKeySet()).containsExactly("busy", "idle");
      // the clock of a process counts in ticks of 10 ms
      assertThat(used("busy", before, after)).isGreaterThanOrEqualTo(spent.minusMillis(20));
      assertThat(used("idle", before, after)).isLessThan(spent);
    } finally {
      sleeper.destroy();
      sleeper.waitFor();
    }
  }

  @Test
  void aProcessThatHasEndedIsNotTakenForAnIdleOne() throws IOException, InterruptedException {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();

    assertThatIllegalStateException()
        .isThrownBy(() -> arm(ProcessHandle.current(), ended.toHandle()).cpuTime())
        .withMessageContaining("idle");
  }

  private static RunningArm arm(ProcessHandle busy, ProcessHandle idle) {
    SequencedMap<String, ProcessHandle> processes = new LinkedHashMap<>();
    processes.put("busy", busy);
    processes.put("idle", idle);
    return new RunningArm(Site.loopback(1), processes, Prompt.MODEL);
  }

  private static Duration used(
      String process, Map<String, Duration> before, Map<String, Duration> after) {
    return Objects.requireNonNull(after.get(process))
        .minus(Objects.requireNonNull(before.get(process)));
  }

  /** Uses the CPU until this thread has used so much of it. */
  private static void work(Duration duration) {
    var threads = java.lang.management.ManagementFactory.getThreadMXBean();
    long end = threads.getCurrentThreadCpuTime() + duration.toNanos();
    while (threads.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }
}
