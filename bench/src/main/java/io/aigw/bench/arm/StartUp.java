package io.aigw.bench.arm;

import io.aigw.bench.load.Prompt;
import io.aigw.bench.load.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** How long the gateway takes from the start of its launcher to the first right answer. */
public final class StartUp {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Site site;
  private final Path program;
  private final int rightPort;
  private final int wrongPort;

  /**
   * Prepares to start gateways with one rule.
   *
   * @param program the launcher {@code aigw}
   */
  public StartUp(Site site, Path program, int rightPort, int wrongPort) {
    this.site = site;
    this.program = program;
    this.rightPort = rightPort;
    this.wrongPort = wrongPort;
  }

  /** Starts a gateway, asks until it answers, and stops it. */
  public Duration measure(Probe probe) throws IOException, InterruptedException {
    int port = site.freePort();
    String yaml = new GatewayFiles(port, rightPort, wrongPort).rules(1);
    long begin = System.nanoTime();
    Process gateway = new Gateway(site, program).start("start", yaml, "", List.of());
    SequencedMap<String, ProcessHandle> processes = new LinkedHashMap<>();
    processes.put("launcher", gateway.toHandle());
    RunningArm arm = new RunningArm(Site.loopback(port), processes, Prompt.MODEL);
    try {
      probe.check("start", arm, Workload.CHAT.body(), PATIENCE);
      return Duration.ofNanos(System.nanoTime() - begin);
    } finally {
      site.stop(gateway);
    }
  }
}
