package io.aigw.bench.change;

import io.aigw.bench.change.stage.Delivery;
import io.aigw.bench.change.stage.Item;
import io.aigw.bench.change.stage.Stage;
import io.aigw.bench.change.traffic.Answer;
import io.aigw.bench.change.traffic.Crowd;
import io.aigw.bench.change.traffic.Poll;
import io.aigw.bench.change.traffic.Request;
import io.aigw.bench.change.traffic.Traffic;
import io.aigw.bench.load.Durations;
import io.aigw.bench.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Endpoints change all the time. One backend has a single endpoint, which goes back and forth
 * between two servers: the first answer of the other one says that Envoy knows.
 */
final class Endpoints implements Scenario {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration TOKEN_INTERVAL = Duration.ofMillis(500);
  private static final int TOKENS = 10;
  private static final Duration PROBE_PERIOD = Duration.ofMillis(200);
  private static final double TRAFFIC_PER_SECOND = 100;
  private static final double LIMIT_MILLIS = 50;
  private static final String PROBE = "probe";

  @Override
  public String name() {
    return "endpoints";
  }

  @Override
  public String title(Size size) {
    return "%d endpoint changes a second for %s over %,d endpoints, under %.0f requests/s and 20 open streams"
        .formatted(perSecond(size), time(size), pools(size) * addresses(size), TRAFFIC_PER_SECOND);
  }

  private static int perSecond(Size size) {
    return size.of(20, 50);
  }

  private static Duration time(Size size) {
    return Duration.ofSeconds(size.of(10, 600));
  }

  private static int pools(Size size) {
    return size.of(10, 40);
  }

  private static int addresses(Size size) {
    return size.of(20, 50);
  }

  @Override
  public List<Row> run(Stage.Ground ground, Size size) throws Exception {
    try (Stage stage = Stage.open(ground, name(), new Upstream(TOKENS, TOKEN_INTERVAL))) {
      Landscape landscape = Landscape.create(stage, pools(size), pools(size), addresses(size));
      List<List<String>> servers =
          List.of(List.of(stage.serve("left")), List.of(stage.serve("right")));
      stage.addBackend(PROBE, servers.getFirst().getFirst());
      stage.api().create(stage.route(PROBE, Item.Rule.model(PROBE, PROBE)));
      stage.start();
      landscape.awaitServed();
      Poll.until(stage.client(), Request.chat(PROBE), Answer::isOk, PATIENCE);

      Traffic traffic =
          Traffic.start(stage.client(), landscape.models(pools(size)), TRAFFIC_PER_SECOND);
      Crowd streams =
          Crowd.start(
              20,
              TOKEN_INTERVAL,
              () -> stage.client().send(Request.stream(landscape.models(1).getFirst())));
      int before = stage.envoy().deliveries().count();
      Memory.Watch controller = Memory.watch(stage.controller().use(), time(size));
      Memory.Watch envoy = Memory.watch(stage.envoy().use(), time(size));
      Durations asked = new Durations();
      Durations answered = new Durations();
      long changes;
      Duration period = Duration.ofSeconds(1).dividedBy(perSecond(size));
      try (Churning churning = new Churning().every(period, landscape::changeEndpoints)) {
        probe(stage, servers, time(size), asked, answered);
        changes = churning.end() + answered.count();
      }
      List<Delivery> deliveries = stage.envoy().deliveries().after(before);
      List<Answer> answers = traffic.end();
      List<Answer> streamed = streams.end();

      Rows rows = new Rows(this);
      rows.figure("changes", "%,d".formatted(changes));
      rows.millis("API server's answer → Envoy, p50", answered.quantile(0.5));
      rows.millis("API server's answer → Envoy, p99", answered.quantile(0.99), LIMIT_MILLIS);
      rows.millis("API server asked → Envoy, p99", asked.quantile(0.99));
      rows.zero(
          "pushes of anything but endpoints",
          deliveries.stream().filter(one -> !one.type().equals(Delivery.ENDPOINTS)).count());
      rows.none("failed requests", Traffic.failures(answers), answers.size());
      rows.none("broken streams", Traffic.failures(streamed), streamed.size());
      controller.report(rows, "controller");
      envoy.report(rows, "Envoy");
      return rows.all();
    }
  }

  private static void probe(
      Stage stage, List<List<String>> servers, Duration time, Durations asked, Durations answered)
      throws Exception {
    List<String> names = List.of("left", "right");
    long end = System.nanoTime() + time.toNanos();
    long due = System.nanoTime();
    for (int i = 1; due < end; i++) {
      due += PROBE_PERIOD.toNanos();
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      String target = names.get(i % 2);
      long begin = System.nanoTime();
      stage.setEndpoints(PROBE, servers.get(i % 2));
      long done = System.nanoTime();
      Poll.Result result =
          Poll.until(
              stage.client(),
              Request.chat(PROBE),
              answer -> answer.isOk() && answer.upstream().equals(target),
              PATIENCE);
      asked.add(result.first().ended() - begin);
      answered.add(Math.max(0, result.first().ended() - done));
    }
  }
}
