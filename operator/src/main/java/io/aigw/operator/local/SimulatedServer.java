package io.aigw.operator.local;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One simulated model server in a process of its own, on a port of its own choice; started again if
 * it dies.
 */
final class SimulatedServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SimulatedServer.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** What the server writes when it is ready. */
  private static final Pattern READY = Pattern.compile("listens on \\S*:(\\d+)");

  private final Identity identity;
  private final List<String> command;
  private final Runnable changed;
  private final Thread supervisor;
  private volatile OptionalInt port = OptionalInt.empty();
  private volatile boolean settled;
  private volatile boolean closing;
  private volatile @Nullable ChildProcess process;

  /**
   * Who it is; another identity is another server.
   *
   * @param ordinal counted from 0
   * @param environment settings of the simulator
   */
  record Identity(
      String namespace, String deployment, int ordinal, Map<String, String> environment) {
    Identity {
      environment = Map.copyOf(environment);
    }

    /** A name as a Pod has it. */
    String pod() {
      return deployment + "-" + ordinal;
    }
  }

  private SimulatedServer(Identity identity, List<String> command, Runnable changed) {
    this.identity = identity;
    this.command = command;
    this.changed = changed;
    this.supervisor = Thread.ofVirtual().unstarted(this::supervise);
  }

  /**
   * Starts a server.
   *
   * @param java the command that runs the simulator, without its arguments
   * @param changed called whenever {@link #port} or {@link #settled} changed
   */
  static SimulatedServer start(Identity identity, List<String> java, Runnable changed) {
    List<String> command = new ArrayList<>(List.of("env"));
    identity.environment().forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(java);
    command.addAll(List.of("--host", "127.0.0.1", "--port", "0", "--id", identity.pod()));
    SimulatedServer server = new SimulatedServer(identity, command, changed);
    server.supervisor.start();
    return server;
  }

  Identity identity() {
    return identity;
  }

  /** Where it listens on loopback; empty while it does not. */
  OptionalInt port() {
    return port;
  }

  /** Whether it is ready, or has failed to become so at least once. */
  boolean settled() {
    return settled;
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
    try {
      while (!closing) {
        String end = runOnce();
        port = OptionalInt.empty();
        settled = true;
        if (closing) {
          return;
        }
        changed.run();
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        log.atWarn()
            .addKeyValue("server", identity.pod())
            .addKeyValue("end", end)
            .log("a simulated model server ended; starting it again");
      }
    } catch (InterruptedException e) {
      log.atDebug().addKeyValue("server", identity.pod()).log("no longer watched over");
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
    Matcher ready = READY.matcher(line);
    if (ready.find()) {
      port = OptionalInt.of(Integer.parseInt(ready.group(1)));
      settled = true;
      changed.run();
    } else {
      log.atWarn().addKeyValue("server", identity.pod()).log("simulator: {}", line);
    }
  }
}
