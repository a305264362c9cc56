package io.aigw.operator.local;

import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One Gateway's Envoy; what it has to say goes to our log. */
final class EnvoyProcess implements SupervisedProcess.Listener {

  private static final Logger log = LoggerFactory.getLogger(EnvoyProcess.class);

  private final String gateway;

  private EnvoyProcess(String gateway) {
    this.gateway = gateway;
  }

  /**
   * Starts an Envoy.
   *
   * @param binary the program
   * @param bootstrap its configuration's file
   * @param workers the number of its worker threads
   */
  static SupervisedProcess start(String gateway, Path binary, Path bootstrap, int workers) {
    return SupervisedProcess.start(
        List.of(
            binary.toString(),
            "--config-path",
            bootstrap.toString(),
            "--concurrency",
            Integer.toString(workers),
            // several may run, and none takes over from another
            "--disable-hot-restart",
            "--log-level",
            "warning",
            "--log-format",
            "%l %v",
            "--log-format-escaped"),
        new EnvoyProcess(gateway));
  }

  /** A line of Envoy's: the level, a blank, the message. */
  @Override
  public void output(String line) {
    int blank = line.indexOf(' ');
    Level level =
        switch (line.substring(0, Math.max(blank, 0))) {
          case "error", "critical" -> Level.ERROR;
          default -> Level.WARN;
        };
    log.atLevel(level).addKeyValue("gateway", gateway).log("envoy: {}", line.substring(blank + 1));
  }

  @Override
  public void ended() {}

  @Override
  public void restarting(String end) {
    log.atWarn()
        .addKeyValue("gateway", gateway)
        .addKeyValue("end", end)
        .log("Envoy ended; starting it again");
  }
}
