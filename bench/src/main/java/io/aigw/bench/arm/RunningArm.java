package io.aigw.bench.arm;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * An arm that takes requests.
 *
 * @param address where
 * @param processes the processes whose CPU time is its cost, by what they are
 * @param servedModel the model that its upstream is to see
 */
public record RunningArm(
    InetSocketAddress address, SequencedMap<String, ProcessHandle> processes, String servedModel) {

  /**
   * The CPU time, of user and kernel, that each process has used since it started. Linux counts it
   * in ticks of 10 ms.
   *
   * @throws IllegalStateException if a process has ended
   */
  public SequencedMap<String, Duration> cpuTime() {
    SequencedMap<String, Duration> times = new LinkedHashMap<>();
    for (Map.Entry<String, ProcessHandle> process : processes.entrySet()) {
      times.put(process.getKey(), cpuTime(process.getKey(), process.getValue()));
    }
    return times;
  }

  private static Duration cpuTime(String label, ProcessHandle process) {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(
            () -> new IllegalStateException(label + " (pid " + process.pid() + ") has ended"));
  }
}
