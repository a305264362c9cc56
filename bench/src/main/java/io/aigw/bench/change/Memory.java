package io.aigw.bench.change;

import io.aigw.bench.change.stage.Stage;
import io.aigw.bench.change.traffic.Answer;
import io.aigw.bench.change.traffic.Traffic;
import io.aigw.bench.stats.ProcessUse;
import io.aigw.bench.upstream.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Routes and endpoints change for a long time, and the memory of the processes is looked at. */
final class Memory implements Scenario {

  /** What a container of 512 MiB would be given; the rest of it is not heap. */
  private static final String JVM_OPTIONS = "-Xmx224m";

  private static final double LIMIT_MIB = 512;
  private static final double TRAFFIC_PER_SECOND = 50;
  private static final Duration ROUTE_PERIOD = Duration.ofMillis(200);
  private static final Duration ENDPOINT_PERIOD = Duration.ofMillis(200);

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String title(Size size) {
    return "%,d routes, %,d endpoints, %s of churn (5 routes and 5 endpoints a second), controller with %s"
        .formatted(routes(size), pools(size) * addresses(size), time(size), JVM_OPTIONS);
  }

  @Override
  public Duration limit(Size size) {
    return time(size).plusMinutes(20); // to create it all, and to take it down
  }

  private static int routes(Size size) {
    return size.of(200, 5000);
  }

  private static int pools(Size size) {
    return size.of(10, 100);
  }

  private static int addresses(Size size) {
    return size.of(20, 100);
  }

  private static Duration time(Size size) {
    return Duration.ofSeconds(size.of(15, 1800));
  }

  @Override
  public List<Row> run(Stage.Ground ground, Size size) throws Exception {
    try (Stage stage = Stage.open(ground, name(), new Upstream(1, Duration.ofMillis(1)))) {
      Landscape landscape = Landscape.create(stage, routes(size), pools(size), addresses(size));
      stage.setJvmOptions(JVM_OPTIONS);
      stage.start();
      landscape.awaitServed();
      Traffic traffic = Traffic.start(stage.client(), landscape.models(20), TRAFFIC_PER_SECOND);
      Watch controller = watch(stage.controller().use(), time(size));
      Watch envoy = watch(stage.envoy().use(), time(size));
      long changes;
      try (Churning churning = new Churning()) {
        churning
            .every(ROUTE_PERIOD, landscape::changeRoute)
            .every(ENDPOINT_PERIOD, landscape::changeEndpoints);
        Thread.sleep(time(size));
        changes = churning.end();
      }
      List<Answer> answers = traffic.end();

      Rows rows = new Rows(this);
      rows.figure("changes", "%,d".formatted(changes));
      rows.atMost("controller: resident at most", "%.0f MiB", controller.highest(), LIMIT_MIB);
      controller.report(rows, "controller");
      envoy.report(rows, "Envoy");
      rows.none("failed requests", Traffic.failures(answers), answers.size());
      return rows.all();
    }
  }

  /** Begins to look at the memory of a process; what it does in the first half does not count. */
  static Watch watch(ProcessUse process, Duration time) {
    Watch watch = new Watch(process, time);
    watch.thread.start();
    return watch;
  }

  /** The resident memory of a process at moments of the same distance. */
  static final class Watch {

    private static final int SAMPLES = 120;
    private static final double MIB = 1 << 20;

    /** What a heap that is collected now and then may differ by. */
    private static final double NOISE = 1.05;

    private final Thread thread;
    private final List<Double> mebibytes = new ArrayList<>();

    private Watch(ProcessUse process, Duration time) {
      thread = Thread.ofVirtual().unstarted(() -> sample(process, time.dividedBy(SAMPLES)));
    }

    private void sample(ProcessUse process, Duration pause) {
      try {
        for (int i = 0; i < SAMPLES; i++) {
          mebibytes.add(process.residentBytes() / MIB);
          Thread.sleep(pause);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    double highest() throws InterruptedException {
      thread.join();
      return mebibytes.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    void report(Rows rows, String name) throws InterruptedException {
      thread.join();
      double third = mean(SAMPLES / 2, SAMPLES * 3 / 4);
      double last = mean(SAMPLES * 3 / 4, SAMPLES);
      rows.figure(name + ": resident at the end", "%.0f MiB".formatted(last));
      rows.atMost(
          name + ": resident in the last quarter over the third", "%.2f ×", last / third, NOISE);
    }

    private double mean(int from, int to) {
      return mebibytes.subList(from, to).stream()
          .mapToDouble(Double::doubleValue)
          .average()
          .orElseThrow();
    }
  }
}
