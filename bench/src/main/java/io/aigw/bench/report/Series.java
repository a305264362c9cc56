package io.aigw.bench.report;

import io.aigw.bench.stats.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The measurements of one arm under one load, one for each round. */
public final class Series {

  private final List<Measurement> measurements = new ArrayList<>();

  public void add(Measurement measurement) {
    measurements.add(measurement);
  }

  public List<Measurement> measurements() {
    return Collections.unmodifiableList(measurements);
  }

  /** CPU time of all processes, in microseconds for each unit. */
  public Sample cpu() {
    return sample(Measurement::cpuPerUnit);
  }

  List<String> processes() {
    return List.copyOf(measurements.getFirst().cpu().keySet());
  }

  Sample cpu(String process) {
    return sample(measurement -> measurement.cpuPerUnit(process));
  }

  /** The memory of a process after the load, in MiB. */
  Sample resident(String process) {
    return sample(measurement -> measurement.residentMebibytes(process));
  }

  Sample requestsPerSecond() {
    return sample(measurement -> measurement.load().perSecond());
  }

  /** In milliseconds, from the moment at which a request should have been sent. */
  Sample latency(double quantile) {
    return sample(measurement -> measurement.load().latency().quantile(quantile) / 1e6);
  }

  /** In milliseconds, to the first byte of the answer. */
  Sample firstByte(double quantile) {
    return sample(measurement -> measurement.load().firstByte().quantile(quantile) / 1e6);
  }

  long wrong() {
    return measurements.stream().mapToLong(measurement -> measurement.load().wrongCount()).sum();
  }

  private Sample sample(ToDoubleFunction<Measurement> value) {
    return new Sample(measurements.stream().mapToDouble(value).boxed().toList());
  }
}
