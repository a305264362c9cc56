package io.aigw.operator.local;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that is started again whenever it ends, after a pause that grows while it does not
 * keep.
 */
final class SupervisedProcess implements AutoCloseable {

  /** Told what the process does; on threads of this class. Not told of an end that we asked for. */
  interface Listener {

    /** It wrote a line. */
    void output(String line);

    /** It ended by itself. */
    void ended();

    /** After the pause, it is started again. */
    void restarting(String end);
  }

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** One that ran this long did not end because of how it was started. */
  private static final Duration STEADY = Duration.ofSeconds(30);

  private final List<String> command;
  private final Listener listener;
  private final Thread supervisor = Thread.ofVirtual().unstarted(this::supervise);
  private volatile boolean closing;
  private volatile @Nullable ChildProcess process;

  private SupervisedProcess(List<String> command, Listener listener) {
    this.command = List.copyOf(command);
    this.listener = listener;
  }

  static SupervisedProcess start(List<String> command, Listener listener) {
    SupervisedProcess supervised = new SupervisedProcess(command, listener);
    supervised.supervisor.start();
    return supervised;
  }

  /** Asks it to end; returns at once. */
  void stop() {
    closing = true;
    ChildProcess running = process;
    if (running != null) {
      running.stop();
    }
  }

  /** Ends it, and returns when it has ended. */
  @Override
  public void close() {
    stop();
    supervisor.interrupt();
    try {
      supervisor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void supervise() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!closing) {
        long started = System.nanoTime();
        String end = runOnce();
        if (closing) {
          return;
        }
        listener.ended();
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        boolean wasSteady = System.nanoTime() - started > STEADY.toNanos();
        pause = wasSteady ? FIRST_PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        if (!closing) {
          listener.restarting(end);
        }
      }
    } catch (InterruptedException e) {
      closing = true;
    }
  }

  private String runOnce() throws InterruptedException {
    try (ChildProcess child = ChildProcess.start(command, this::output)) {
      process = child;
      return "exit code " + child.exit().get();
    } catch (IOException e) {
      return e.toString();
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause());
    }
  }

  private void output(String line) {
    if (!closing) {
      listener.output(line);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
