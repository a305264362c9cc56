package io.aigw.bench.arm;

import io.aigw.bench.load.Prompt;
import io.aigw.bench.load.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A way through the gateway.
 *
 * @param setup what it is told to do
 * @param options of {@code aigw run}
 * @param program the launcher {@code aigw}
 * @param rightPort where the upstream listens that gets the requests
 * @param wrongPort where the other upstream listens
 */
public record GatewayArm(
    String name,
    String description,
    Set<Workload> workloads,
    Setup setup,
    List<String> options,
    Path program,
    int rightPort,
    int wrongPort)
    implements Arm {

  /** What a user may write. */
  public enum Setup {
    /** A rule that names the bench's model. */
    ONE_RULE,
    /** 3,000 rules, of which the last names the bench's model. */
    MANY_RULES,
    /** A pool that has the model's name rewritten. */
    REWRITING,
    /** A pool whose endpoints are chosen by what they say. */
    PICKING;

    private static final int MANY = 3000;

    String yaml(GatewayFiles files) {
      return switch (this) {
        case ONE_RULE -> files.rules(1);
        case MANY_RULES -> files.rules(MANY);
        case REWRITING -> files.rewriting();
        case PICKING -> files.picking();
      };
    }

    /** What the upstream is asked for. */
    String servedModel() {
      return this == REWRITING ? GatewayFiles.SERVED_MODEL : Prompt.MODEL;
    }
  }

  public GatewayArm {
    workloads = Set.copyOf(workloads);
    options = List.copyOf(options);
  }

  @Override
  public RunningArm start(Site site) throws IOException, InterruptedException {
    int port = site.freePort();
    GatewayFiles files = new GatewayFiles(port, rightPort, wrongPort);
    Gateway gateway = new Gateway(site, program);
    // the compiler of a process that lives long, as the controller and the idle processor have it
    Process process = gateway.start(name, setup.yaml(files), "-XX:TieredStopAtLevel=4", options);
    return new RunningArm(Site.loopback(port), gateway.processes(process), setup.servedModel());
  }
}
