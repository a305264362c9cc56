package io.aigw.bench.arm;

import io.aigw.bench.stats.ProcessUse;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
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
    uses().forEach((name, use) -> times.put(name, use.cpuTime()));
    return times;
  }

  /** The memory that each process has of the machine, in bytes. */
  public SequencedMap<String, Long> residentBytes() {
    SequencedMap<String, Long> bytes = new LinkedHashMap<>();
    uses().forEach((name, use) -> bytes.put(name, use.residentBytes()));
    return bytes;
  }

  private SequencedMap<String, ProcessUse> uses() {
    SequencedMap<String, ProcessUse> uses = new LinkedHashMap<>();
    processes.forEach((name, process) -> uses.put(name, new ProcessUse(name, process.pid())));
    return uses;
  }
}
