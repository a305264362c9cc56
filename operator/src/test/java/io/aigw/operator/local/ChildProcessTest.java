package io.aigw.operator.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.operator.testing.Eventually;
import io.aigw.operator.testing.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ChildProcessTest {

  /** Says its process id and does not end by itself. */
  private static final List<String> ENDLESS =
      List.of("/bin/sh", "-c", "echo $$; exec sleep 100000");

  /** The same, but it takes no notice of being asked to end. */
  private static final List<String> STUBBORN =
      List.of("/bin/sh", "-c", "trap '' TERM; echo $$; while true; do sleep 1; done");

  private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

  @Test
  void tellsTheLinesAndTheExitCode() throws Exception {
    try (ChildProcess child =
        ChildProcess.start(
            List.of("/bin/sh", "-c", "echo one; echo two >&2; exit 7"), output::add)) {
      assertThat(child.exit().get()).isEqualTo(7);
      assertThat(List.of(output.take(), output.take())).containsExactly("one", "two");
    }
  }

  @Test
  void endsTheProcessWhenItIsClosed() throws Exception {
    ProcessHandle process;
    try (ChildProcess child = ChildProcess.start(ENDLESS, output::add)) {
      process = next();
      assertThat(child.isAlive()).isTrue();
    }
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void killsAProcessThatDoesNotEnd() throws Exception {
    try (ChildProcess child = ChildProcess.start(STUBBORN, output::add)) {
      ProcessHandle process = next();
      child.stop();
      Eventually.holds(() -> !process.isAlive());
      child.exit().get();
    }
  }

  @Test
  void theProcessEndsEvenWhenItsParentIsKilled() throws Exception {
    Process parent = new ProcessBuilder(Programs.java(Parent.class)).start();
    try (BufferedReader lines = parent.inputReader()) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();

      parent.destroyForcibly().waitFor();
      Eventually.holds(() -> !child.isAlive());
    }
  }

  @Test
  void theProcessEndsEvenWhenTheParentIsKilledWithItsTerminal() throws Exception {
    Process parent = new ProcessBuilder(Programs.java(Parent.class)).start();
    try (BufferedReader lines = parent.inputReader()) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();

      for (ProcessHandle beside : parent.descendants().toList()) {
        if (!beside.equals(child)) {
          new ProcessBuilder("kill", "-HUP", Long.toString(beside.pid())).start().waitFor();
        }
      }
      parent.destroyForcibly().waitFor();
      Eventually.holds(() -> !child.isAlive());
    }
  }

  /** A program that starts a child, says the child's process id, and waits. */
  static final class Parent {
    public static void main(String[] args) throws IOException, InterruptedException {
      Consumer<String> print = System.out::println;
      try (ChildProcess child = ChildProcess.start(ENDLESS, print)) {
        Thread.sleep(Long.MAX_VALUE);
        child.stop();
      }
    }
  }

  private ProcessHandle next() throws InterruptedException {
    return ProcessHandle.of(Long.parseLong(output.take())).orElseThrow();
  }
}
