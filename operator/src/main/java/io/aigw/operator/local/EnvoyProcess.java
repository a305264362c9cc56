package io.aigw.operator.local;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One Gateway's Envoy: started, started again if it dies, and ended with us. */
final class EnvoyProcess implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EnvoyProcess.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** One that ran this long did not die of its start. */
  private static final Duration STEADY = Duration.ofSeconds(30);

  private final String gateway;
  private final List<String> command;
  private final Thread supervisor;
  private volatile boolean closing;
  private volatile @Nullable ChildProcess process;

  private EnvoyProcess(String gateway, List<String> command) {
    this.gateway = gateway;
    this.command = command;
    this.supervisor = Thread.ofVirtual().unstarted(this::supervise);
  }

  /**
   * Starts an Envoy.
   *
   * @param binary the program
   * @param bootstrap its configuration's file
   * @param workers the number of its worker threads
   */
  static EnvoyProcess start(String gateway, String binary, String bootstrap, int workers) {
    EnvoyProcess envoy =
        new EnvoyProcess(
            gateway,
            List.of(
                binary,
                "--config-path",
                bootstrap,
                "--concurrency",
                Integer.toString(workers),
                // several may run, and none takes over from another
                "--disable-hot-restart",
                "--log-level",
                "warning",
                "--log-format",
                "%l %v",
                "--log-format-escaped"));
    envoy.supervisor.start();
    return envoy;
  }

  /** Asks it to end; returns at once. */
  void stop() {
    closing = true;
    ChildProcess running = process;
    if (running != null) {
      running.stop();
    }
  }

  @Override
  public void close() {
    stop();
    supervisor.interrupt();
    ChildProcess running = process;
    if (running != null) {
      running.close();
    }
  }

  private void supervise() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!closing) {
        long started = System.nanoTime();
        String end = runOnce();
        pause =
            System.nanoTime() - started > STEADY.toNanos()
                ? FIRST_PAUSE
                : min(pause.multipliedBy(2));
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        if (closing) {
          return;
        }
        log.atWarn()
            .addKeyValue("gateway", gateway)
            .addKeyValue("end", end)
            .log("Envoy ended; starting it again");
      }
    } catch (InterruptedException e) {
      log.atDebug().addKeyValue("gateway", gateway).log("Envoy is no longer watched over");
    }
  }

  private static Duration min(Duration pause) {
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private String runOnce() throws InterruptedException {
    try (ChildProcess child = ChildProcess.start(command, this::log)) {
      process = child;
      return "exit code " + child.exit().get();
    } catch (IOException e) {
      return e.toString();
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause());
    }
  }

  /** Envoy's own lines: the level, a blank, the message. */
  private void log(String line) {
    if (closing) {
      return;
    }
    int blank = line.indexOf(' ');
    Level level =
        switch (blank < 0 ? "" : line.substring(0, blank)) {
          case "error", "critical" -> Level.ERROR;
          default -> Level.WARN;
        };
    log.atLevel(level)
        .addKeyValue("gateway", gateway)
        .log("envoy: {}", blank < 0 ? line : line.substring(blank + 1));
  }
}
