package io.aigw.bench;

import io.aigw.bench.arm.Arm;
import io.aigw.bench.arm.Probe;
import io.aigw.bench.arm.RunningArm;
import io.aigw.bench.arm.Site;
import io.aigw.bench.arm.StartUp;
import io.aigw.bench.load.Expectation;
import io.aigw.bench.load.Load;
import io.aigw.bench.load.LoadGenerator;
import io.aigw.bench.load.LoadResult;
import io.aigw.bench.load.Workload;
import io.aigw.bench.report.Measurement;
import io.aigw.bench.report.Results;
import io.aigw.bench.stats.Sample;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/** The course of a run: start all arms, warm them up, measure them in turns. */
final class Measuring implements AutoCloseable {

  /** How long an arm may take until it serves. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);

  /**
   * A JVM has compiled what it needs after about this many requests; after 70,000 not all of it.
   */
  private static final long WARM_UP_REQUESTS = 100_000;

  private static final int WARM_UP_CONNECTIONS = 32;
  private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(60);
  private static final Duration WARM_UP_UNDER_LOAD = Duration.ofSeconds(2);

  private record Started(Arm arm, RunningArm running) {}

  private final LoadGenerator generator = new LoadGenerator();
  private final Probe probe = new Probe();
  private final List<Started> arms = new ArrayList<>();
  private final Results results;
  private final PrintWriter progress;

  Measuring(Results results, PrintWriter progress) {
    this.results = results;
    this.progress = progress;
  }

  void start(List<Arm> wanted, Site site) throws IOException, InterruptedException {
    for (Arm arm : wanted) {
      RunningArm running = arm.start(site);
      for (Workload workload : arm.workloads()) {
        probe.check(arm.name(), running, workload.body(), START_PATIENCE);
      }
      arms.add(new Started(arm, running));
      say("%s serves".formatted(arm.name()));
    }
  }

  void warmUp() {
    Load load = new Load.ClosedLoop(WARM_UP_CONNECTIONS, WARM_UP_LIMIT, WARM_UP_REQUESTS);
    for (Started started : arms) {
      LoadResult result = run(started, Workload.SATURATED, load);
      say(
          "%s is warm: %d requests, %s wrong"
              .formatted(started.arm.name(), result.answered(), result.wrong()));
    }
  }

  /**
   * Measures all arms under each load, in turns.
   *
   * @param scale how long each measurement takes, as a fraction of the load's own duration
   */
  void measure(Set<Workload> workloads, int rounds, double scale) {
    for (Workload workload : workloads) {
      List<Started> inOrder =
          new ArrayList<>(
              arms.stream().filter(arm -> arm.arm.workloads().contains(workload)).toList());
      for (Started started : inOrder) {
        run(started, workload, workload.load(WARM_UP_UNDER_LOAD));
      }
      Duration duration = Duration.ofNanos((long) (workload.duration().toNanos() * scale));
      for (int round = 1; round <= rounds; round++) {
        for (Started started : inOrder) {
          results.add(workload, started.arm.name(), measure(started, workload, duration));
        }
        say("%s: round %d of %d".formatted(workload.title(), round, rounds));
        // no arm always comes after the same other one's mess
        Collections.rotate(inOrder, 1);
      }
    }
  }

  /** Starts gateways, one after the other, that each have the machine for themselves but for us. */
  void measureStart(StartUp startUp, int rounds) throws IOException, InterruptedException {
    List<Double> seconds = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      Duration time = startUp.measure(probe);
      seconds.add(time.toNanos() / 1e9);
      say("start %d of %d: %d ms".formatted(round, rounds, time.toMillis()));
    }
    results.setStartSeconds(new Sample(seconds));
  }

  private Measurement measure(Started started, Workload workload, Duration duration) {
    SequencedMap<String, Duration> before = started.running.cpuTime();
    LoadResult result = run(started, workload, workload.load(duration));
    SequencedMap<String, Duration> after = started.running.cpuTime();
    long units =
        switch (workload.unit()) {
          case REQUEST -> result.answered();
          case EVENT -> result.events();
        };
    return Measurement.between(before, after, started.running.residentBytes(), units, result);
  }

  private LoadResult run(Started started, Workload workload, Load load) {
    Expectation expectation = workload.expectation(Site.RIGHT_UPSTREAM);
    return generator.run(started.running.address(), workload.request(), load, expectation);
  }

  private void say(String text) {
    progress.println(text);
    progress.flush();
  }

  @Override
  public void close() {
    probe.close();
    generator.close();
  }
}
