package io.aigw.bench.change;

import io.aigw.bench.change.stage.Stage;
import io.aigw.bench.change.traffic.Answer;
import io.aigw.bench.change.traffic.Traffic;
import io.aigw.bench.load.Durations;
import io.aigw.bench.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Routes are created one by one beside many others, first while these are quiet, then while they
 * change: one route every second, the endpoints of one backend every two.
 */
final class Churn implements Scenario {

  private static final int POOLS = 10;
  private static final int ADDRESSES = 10;
  private static final double TRAFFIC_PER_SECOND = 100;

  /** Slow enough for some of the churn to fall between any two. */
  private static final Duration PROBE_PERIOD = Duration.ofMillis(400);

  private static final double LIMIT = 1.3;
  private static final String BACKEND = "backend";

  @Override
  public String name() {
    return "churn";
  }

  @Override
  public String title(Size size) {
    return "%d routes created one by one beside %,d, quiet and then under churn (a route each second, endpoints every two)"
        .formatted(probes(size), routes(size));
  }

  private static int routes(Size size) {
    return size.of(200, 5000);
  }

  private static int probes(Size size) {
    return size.of(20, 100);
  }

  @Override
  public List<Row> run(Stage.Ground ground, Size size) throws Exception {
    try (Stage stage = Stage.open(ground, name(), new Upstream(1, Duration.ofMillis(1)))) {
      stage.addBackend(BACKEND);
      Landscape landscape = Landscape.create(stage, routes(size), POOLS, ADDRESSES);
      stage.start();
      landscape.awaitServed();
      RouteProbe probe = new RouteProbe(stage, BACKEND);
      probe.create("warm-up");
      Traffic traffic = Traffic.start(stage.client(), landscape.models(20), TRAFFIC_PER_SECOND);
      RouteProbe.Oddities oddities = new RouteProbe.Oddities();

      Durations quiet = probe(probe, "quiet-", probes(size), oddities);
      Durations churned;
      long changes;
      try (Churning churning = Churning.usual(landscape)) {
        churned = probe(probe, "churned-", probes(size), oddities);
        changes = churning.end();
      }
      List<Answer> answers = traffic.end();

      Rows rows = new Rows(this);
      rows.millis("quiet: API server's answer → served, p50", quiet.quantile(0.5));
      rows.millis("quiet: API server's answer → served, p99", quiet.quantile(0.99));
      rows.millis("churn: API server's answer → served, p50", churned.quantile(0.5));
      rows.millis("churn: API server's answer → served, p99", churned.quantile(0.99));
      rows.ratio(
          "churn over quiet, p50", (double) churned.quantile(0.5) / quiet.quantile(0.5), LIMIT);
      rows.ratio(
          "churn over quiet, p99", (double) churned.quantile(0.99) / quiet.quantile(0.99), LIMIT);
      rows.figure("changes meanwhile", Long.toString(changes));
      rows.none("answers that are neither 404 nor 200", oddities.answers(), oddities.asked());
      rows.none("failed requests", Traffic.failures(answers), answers.size());
      return rows.all();
    }
  }

  private static Durations probe(
      RouteProbe probe, String prefix, int count, RouteProbe.Oddities oddities) throws Exception {
    Durations times = new Durations();
    long due = System.nanoTime();
    for (int i = 0; i < count; i++) {
      due += PROBE_PERIOD.toNanos();
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      RouteProbe.Served served = probe.create(prefix + i);
      times.add(served.afterAnswer());
      oddities.add(served);
    }
    return times;
  }
}
