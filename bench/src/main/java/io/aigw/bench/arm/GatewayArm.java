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
 * @param rules how many rules there are, of which the last names the bench's model; 0 for a pool
 *     that has the model's name rewritten
 * @param options of {@code aigw run}
 * @param program the launcher {@code aigw}
 * @param rightPort where the upstream listens that gets the requests
 * @param wrongPort where the other upstream listens
 */
public record GatewayArm(
    String name,
    String description,
    Set<Workload> workloads,
    int rules,
    List<String> options,
    Path program,
    int rightPort,
    int wrongPort)
    implements Arm {

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
        gateway.start(
            name,
            rules > 0 ? files.rules(rules) : files.rewriting(),
            "-XX:TieredStopAtLevel=4",
            options);
    return new RunningArm(
        Site.loopback(port),
        gateway.processes(process),
        rules > 0 ? Prompt.MODEL : GatewayFiles.SERVED_MODEL);
  }
}
