package io.aigw.bench.report;

import io.aigw.bench.load.LoadResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * One arm under one load in one round.
 *
 * @param cpu the CPU time that each of the arm's processes used
 * @param resident the memory that each of them has when the load is over, in bytes
 * @param units how many requests or events it was used for
 */
public record Measurement(
    SequencedMap<String, Duration> cpu,
    SequencedMap<String, Long> resident,
    long units,
    LoadResult load) {

  /** From the CPU clocks before and after. */
  public static Measurement between(
      SequencedMap<String, Duration> before,
      SequencedMap<String, Duration> after,
      SequencedMap<String, Long> resident,
      long units,
      LoadResult load) {
    SequencedMap<String, Duration> used = new LinkedHashMap<>();
    after.forEach(
        (process, time) ->
            used.put(process, time.minus(before.getOrDefault(process, Duration.ZERO))));
    return new Measurement(used, resident, units, load);
  }

  /** Of all processes, in microseconds for each unit. */
  double cpuPerUnit() {
    return cpu.values().stream().mapToDouble(this::perUnit).sum();
  }

  /** Of one process, in microseconds for each unit. */
  double cpuPerUnit(String process) {
    return perUnit(Objects.requireNonNull(cpu.get(process)));
  }

  /** Of one process, in MiB. */
  double residentMebibytes(String process) {
    return Objects.requireNonNull(resident.get(process)) / (double) (1 << 20);
  }

  private double perUnit(Duration time) {
    return time.toNanos() / 1e3 / Math.max(1, units);
  }
}
