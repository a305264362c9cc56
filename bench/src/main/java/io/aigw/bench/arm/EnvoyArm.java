package io.aigw.bench.arm;

import io.aigw.bench.load.Prompt;
import io.aigw.bench.load.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Envoy with a configuration written here, and a processor that does nothing where the
 * configuration asks one.
 *
 * @param rightPort where the upstream listens that gets the requests
 * @param wrongPort where the other upstream listens
 */
public record EnvoyArm(
    String name,
    String description,
    Set<Workload> workloads,
    EnvoyShape shape,
    int rightPort,
    int wrongPort)
    implements Arm {

  public EnvoyArm {
    workloads = Set.copyOf(workloads);
  }

  @Override
  public RunningArm start(Site site) throws IOException {
    int port = site.freePort();
    Path socket = site.directory().resolve(name + ".sock");
    SequencedMap<String, ProcessHandle> processes = new LinkedHashMap<>();
    EnvoyConfig config = new EnvoyConfig(port, rightPort, wrongPort, socket);
    processes.put("envoy", site.startEnvoy(name, config.json(shape)).toHandle());
    if (shape.asksProcessor()) {
      Process processor =
          site.startOwn(name + "-processor", List.of("processor", "--socket", socket.toString()));
      processes.put("processor", processor.toHandle());
    }
    return new RunningArm(Site.loopback(port), processes, Prompt.MODEL);
  }
}
