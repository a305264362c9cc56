package io.aigw.bench.change;

import io.aigw.bench.change.stage.Item;
import io.aigw.bench.change.stage.Stage;
import io.aigw.bench.change.traffic.Answer;
import io.aigw.bench.change.traffic.Traffic;
import io.aigw.bench.load.Durations;
import io.aigw.bench.upstream.Upstream;
import java.time.Duration;
import java.util.List;

/**
 * Routes are created one after the other, each with a valid rule and one whose backend does not
 * exist, and asked for until they are served.
 */
final class RoutesCreated implements Scenario {

  private static final double TRAFFIC_PER_SECOND = 100;
  private static final int USUAL = 3000;

  private final String name;
  private final int inShort;
  private final int inLong;
  private final double limitMillis;

  /**
   * A number of routes.
   *
   * @param limitMillis what the 99th percentile is held to
   */
  RoutesCreated(String name, int inShort, int inLong, double limitMillis) {
    this.name = name;
    this.inShort = inShort;
    this.inLong = inLong;
    this.limitMillis = limitMillis;
  }

  @Override
  public String name() {
    return name;
  }

  /** The largest is the smaller one again, for longer. */
  @Override
  public boolean isOnlyByName() {
    return inLong > USUAL;
  }

  @Override
  public String title(Size size) {
    return "%,d routes created one by one, each with a valid and a dangling rule"
        .formatted(count(size));
  }

  /** A tenth of a second for each, which is far from the bar, beside what every scenario has. */
  @Override
  public Duration limit(Size size) {
    return Scenario.super.limit(size).plusMillis(count(size) * 100L);
  }

  private int count(Size size) {
    return size.of(inShort, inLong);
  }

  @Override
  public List<Row> run(Stage.Ground ground, Size size) throws Exception {
    try (Stage stage = Stage.open(ground, name, new Upstream(1, Duration.ofMillis(1)))) {
      stage.addBackend("backend");
      Item steady = stage.route("steady", Item.Rule.model("steady", "backend"));
      stage.api().create(steady);
      stage.start();
      RouteProbe probe = new RouteProbe(stage, "backend");
      probe.create("warm-up");
      Traffic traffic = Traffic.start(stage.client(), List.of("steady"), TRAFFIC_PER_SECOND);

      Durations times = new Durations();
      Durations fromAsked = new Durations();
      RouteProbe.Oddities oddities = new RouteProbe.Oddities();
      long end = System.nanoTime() + limit(size).dividedBy(2).toNanos();
      int created = 0;
      while (created < count(size) && System.nanoTime() < end) {
        RouteProbe.Served served = probe.create("created-" + created++);
        times.add(served.afterAnswer());
        fromAsked.add(served.afterAsked());
        oddities.add(served);
      }
      List<Answer> answers = traffic.end();

      Rows rows = new Rows(this);
      rows.holds("all were created before the time was up", created == count(size));
      rows.millis("API server's answer → served, p50", times.quantile(0.5));
      rows.millis("API server's answer → served, p99", times.quantile(0.99), limitMillis);
      rows.millis("API server's answer → served, max", times.quantile(1));
      rows.millis("API server asked → served, p99", fromAsked.quantile(0.99));
      rows.none("answers that are neither 404 nor 200", oddities.answers(), oddities.asked());
      rows.none(
          "failed requests to the route that was there", Traffic.failures(answers), answers.size());
      return rows.all();
    }
  }
}
