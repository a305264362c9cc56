package io.aigw.bench.arm;

import io.aigw.bench.load.Prompt;
import io.aigw.bench.load.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

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
    ONE_RULE(files -> files.rules(1), Prompt.MODEL),
    MANY_RULES(files -> files.rules(3000), Prompt.MODEL),
    REWRITING(GatewayFiles::rewriting, GatewayFiles.SERVED_MODEL),
    PICKING(GatewayFiles::picking, Prompt.MODEL);

    private final Function<GatewayFiles, String> yaml;
    private final String servedModel;

    Setup(Function<GatewayFiles, String> yaml, String servedModel) {
      this.yaml = yaml;
      this.servedModel = servedModel;
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
    Process process =
        gateway.start(name, setup.yaml.apply(files), "-XX:TieredStopAtLevel=4", options);
    return new RunningArm(Site.loopback(port), gateway.processes(process), setup.servedModel);
  }
}
