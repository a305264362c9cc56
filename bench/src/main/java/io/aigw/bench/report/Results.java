package io.aigw.bench.report;

import io.aigw.bench.load.Workload;
import io.aigw.bench.stats.Sample;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** All that a run has measured. */
public final class Results {

  private final Map<Workload, SequencedMap<String, Series>> series = new EnumMap<>(Workload.class);
  private Optional<Sample> startSeconds = Optional.empty();

  public void add(Workload workload, String arm, Measurement measurement) {
    series
        .computeIfAbsent(workload, _ -> new LinkedHashMap<>())
        .computeIfAbsent(arm, _ -> new Series())
        .add(measurement);
  }

  /** How long it took each time from starting the program to the first right answer. */
  public void setStartSeconds(Sample seconds) {
    startSeconds = Optional.of(seconds);
  }

  public Optional<Sample> startSeconds() {
    return startSeconds;
  }

  /** By load, then by arm in the order in which they were measured first. */
  public Map<Workload, SequencedMap<String, Series>> series() {
    return series;
  }

  /** The CPU time of an arm under a load, if that was measured. */
  public Optional<Sample> cpu(Workload workload, String arm) {
    return Optional.ofNullable(series.getOrDefault(workload, new LinkedHashMap<>()).get(arm))
        .map(Series::cpu);
  }
}
