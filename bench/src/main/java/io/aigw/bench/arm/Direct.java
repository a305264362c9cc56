package io.aigw.bench.arm;

import io.aigw.bench.load.Prompt;
import io.aigw.bench.load.Workload;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/**
 * No gateway: the requests go to the upstream itself, whose CPU time is shown.
 *
 * @param upstream the upstream's process
 * @param port where the right upstream listens
 */
public record Direct(ProcessHandle upstream, int port) implements Arm {

  @Override
  public String name() {
    return "direct";
  }

  @Override
  public String description() {
    return "no gateway; the CPU time is the upstream's own";
  }

  @Override
  public Set<Workload> workloads() {
    return EnumSet.allOf(Workload.class);
  }

  @Override
  public RunningArm start(Site site) {
    SequencedMap<String, ProcessHandle> processes = new LinkedHashMap<>();
    processes.put("upstream", upstream);
    return new RunningArm(Site.loopback(port), processes, Prompt.MODEL);
  }
}
