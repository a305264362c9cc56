package io.aigw.operator.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One simulated model server in a process of its own, on a port of its own choice; started again if
 * it dies.
 */
final class SimulatedServer implements SupervisedProcess.Listener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SimulatedServer.class);

  /** What the server writes when it is ready. */
  private static final Pattern READY = Pattern.compile("listens on \\S*:(\\d+)");

  private final Identity identity;
  private final Runnable changed;
  private final SupervisedProcess process;
  private volatile OptionalInt port = OptionalInt.empty();
  private volatile boolean settled;

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

  private SimulatedServer(Identity identity, Runnable changed, List<String> command) {
    this.identity = identity;
    this.changed = changed;
    this.process = SupervisedProcess.start(command, this);
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
    return new SimulatedServer(identity, changed, command);
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
    process.stop();
  }

  @Override
  public void close() {
    process.close();
  }

  @Override
  public void output(String line) {
    Matcher ready = READY.matcher(line);
    if (ready.find()) {
      port = OptionalInt.of(Integer.parseInt(ready.group(1)));
      settled = true;
      changed.run();
    } else {
      log.atWarn().addKeyValue("server", identity.pod()).log("simulator: {}", line);
    }
  }

  @Override
  public void ended() {
    port = OptionalInt.empty();
    settled = true;
    changed.run();
  }

  @Override
  public void restarting(String end) {
    log.atWarn()
        .addKeyValue("server", identity.pod())
        .addKeyValue("end", end)
        .log("a simulated model server ended; starting it again");
  }
}
