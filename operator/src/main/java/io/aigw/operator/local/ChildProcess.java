package io.aigw.operator.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A process that ends when this one ends, even when this one is killed: a shell beside it waits at
 * a pipe whose other end only we hold, and the pipe closes with us.
 */
final class ChildProcess implements AutoCloseable {

  /** Asked to end, a process has this long until it is killed. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * Runs the command without input, and ends it when the shell's own input ends. That input is kept
   * as descriptor 3 because a shell gives its background jobs an empty one; what the shell itself
   * has to say about its jobs is of no interest. What a terminal sends to all of its processes is
   * for us alone: we end ours in order, and where we cannot the shell must outlive us.
   */
  private static final String WATCHDOG =
      """
      trap '' HUP INT QUIT
      exec 3<&0
      "$@" </dev/null 3<&- &
      child=$!
      exec 2>/dev/null
      {
        cat <&3 >/dev/null
        kill $child
        tenths=%d
        while [ $tenths -gt 0 ] && kill -0 $child; do sleep 0.1; tenths=$((tenths - 1)); done
        kill -9 $child
      } >/dev/null &
      watchdog=$!
      exec 3<&-
      wait $child
      status=$?
      kill $watchdog
      exit $status
      """
          .formatted(PATIENCE.toMillis() / 100);

  private final Process process;

  private ChildProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a command.
   *
   * @param output told every line that it writes, on a thread of its own
   */
  static ChildProcess start(List<String> command, Consumer<String> output) throws IOException {
    Process process =
        new ProcessBuilder(
                Stream.concat(Stream.of("/bin/sh", "-c", WATCHDOG, "watchdog"), command.stream())
                    .toList())
            .redirectErrorStream(true)
            .start();
    // a platform thread: reading a pipe would hold on to the carrier of a virtual one
    Thread.ofPlatform().daemon().name("output").start(() -> read(process, output));
    return new ChildProcess(process);
  }

  /** Done when it has ended. */
  CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end; returns at once. */
  void stop() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // it ended just now
      process.destroy();
    }
  }

  /** Ends it and waits until it has ended. */
  @Override
  public void close() {
    stop();
    try {
      if (!process.waitFor(PATIENCE.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static void read(Process process, Consumer<String> output) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.accept(line);
      }
    } catch (IOException | UncheckedIOException e) {
      // the process was killed while we read
      process.destroy();
    }
  }
}
