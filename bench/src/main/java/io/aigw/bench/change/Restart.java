package io.aigw.bench.change;

import io.aigw.bench.change.stage.Controller;
import io.aigw.bench.change.stage.Envoy;
import io.aigw.bench.change.stage.Item;
import io.aigw.bench.change.stage.Relay;
import io.aigw.bench.change.stage.Stage;
import io.aigw.bench.change.traffic.Answer;
import io.aigw.bench.change.traffic.Crowd;
import io.aigw.bench.change.traffic.Poll;
import io.aigw.bench.change.traffic.Request;
import io.aigw.bench.change.traffic.Traffic;
import io.aigw.bench.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The controller is killed under traffic and started again: first with nothing changed meanwhile,
 * then with one route less and one more, at last another replica, which runs beside it, takes over.
 */
final class Restart implements Scenario {

  private static final Duration TOKEN_INTERVAL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** How long after Envoy is connected again something may still be sent to it. */
  private static final Duration SETTLING = Duration.ofSeconds(3);

  private static final double PER_SECOND = 200;
  private static final int MODELS_ASKED = 20;

  /** The new route's scope, and the catalogue of models that names it. */
  private static final int SENT_FOR_A_CHANGE = 2;

  @Override
  public String name() {
    return "restart";
  }

  private static int routes(Size size) {
    return size.of(200, 5000);
  }

  @Override
  public String title(Size size) {
    return "controller with %,d routes killed (SIGKILL) and started again, then replaced by a second replica, under %.0f requests/s and 20 open streams"
        .formatted(routes(size), PER_SECOND);
  }

  @Override
  public List<Row> run(Stage.Ground ground, Size size) throws Exception {
    int tokens = size.of(6, 40);
    try (Stage stage = Stage.open(ground, name(), new Upstream(tokens, TOKEN_INTERVAL));
        Relay relay = stage.relay()) {
      stage.addBackend("backend");
      stage.addRoutes("model-", routes(size), "backend");
      int port = stage.freePort();
      relay.direct(port);
      stage.startController(port).awaitReady();
      stage.startEnvoy(relay.port());
      Poll.until(stage.client(), Request.chat("model-0"), Answer::isOk, PATIENCE);
      Envoy envoy = stage.envoy();
      Map<String, Long> listeners = listeners(envoy);

      List<String> models = IntStream.range(0, MODELS_ASKED).mapToObj(i -> "model-" + i).toList();
      Traffic traffic = Traffic.start(stage.client(), models, PER_SECOND);
      Crowd streams =
          Crowd.start(20, TOKEN_INTERVAL, () -> stage.client().send(Request.stream("model-0")));
      Rows rows = new Rows(this);
      restart(stage, port, rows);
      restartWithChanges(stage, port, routes(size), rows);
      takeOver(stage, relay, rows);
      List<Answer> answers = traffic.end();
      List<Answer> streamed = streams.end();

      rows.none("failed requests", Traffic.failures(answers), answers.size());
      rows.none("broken streams", Traffic.failures(streamed), streamed.size());
      rows.zero("listeners added, modified, removed or drained", changes(listeners, envoy));
      rows.zero("connections that Envoy closed", stage.client().closedByServer());
      return rows.all();
    }
  }

  private static void restart(Stage stage, int port, Rows rows) throws Exception {
    Envoy envoy = stage.envoy();
    int before = envoy.deliveries().count();
    stage.controller().kill();
    long bytes = envoy.stat(Envoy.RECEIVED);
    long began = System.nanoTime();
    stage.startController(port).awaitReady();
    rows.millis("start of the controller → ready", System.nanoTime() - began);
    envoy.awaitController(bytes, PATIENCE);
    rows.millis("start of the controller → Envoy connected", System.nanoTime() - began);
    Thread.sleep(SETTLING);
    rows.zero("resources re-sent after a restart", envoy.deliveries().added(before));
    rows.zero("resources removed by a restart", envoy.deliveries().removed(before));
    rows.figure(
        "bytes that Envoy received after a restart",
        "%,d".formatted(envoy.stat(Envoy.RECEIVED) - bytes));
  }

  private static void restartWithChanges(Stage stage, int port, int routes, Rows rows)
      throws Exception {
    Envoy envoy = stage.envoy();
    String gone = "model-" + (routes - 1);
    int before = envoy.deliveries().count();
    stage.controller().kill();
    stage.api().delete(stage.route(gone).path());
    stage.api().create(stage.route("later", Item.Rule.model("later", "backend")));
    stage.startController(port).awaitReady();
    Poll.until(stage.client(), Request.chat("later"), Answer::isOk, PATIENCE);
    Poll.until(stage.client(), Request.chat(gone), answer -> answer.status() == 404, PATIENCE);
    Thread.sleep(SETTLING);
    rows.holds("what changed while no controller ran is told", true);
    rows.atMost(
        "resources sent for one route less and one more",
        "%.0f",
        envoy.deliveries().added(before),
        SENT_FOR_A_CHANGE);
  }

  private static void takeOver(Stage stage, Relay relay, Rows rows) throws Exception {
    Controller first = stage.controller();
    int port = stage.freePort();
    stage.startController(port).awaitReady();
    Envoy envoy = stage.envoy();
    int before = envoy.deliveries().count();
    relay.direct(port);
    first.kill();
    long bytes = envoy.stat(Envoy.RECEIVED);
    envoy.awaitController(bytes, PATIENCE);
    Thread.sleep(SETTLING);
    rows.zero("resources re-sent by another replica", envoy.deliveries().added(before));
    rows.zero("resources removed by another replica", envoy.deliveries().removed(before));
    RouteProbe.Served served = new RouteProbe(stage, "backend").create("after-take-over");
    rows.millis("a route created then: API server's answer → served", served.afterAnswer());
  }

  private static Map<String, Long> listeners(Envoy envoy) throws Exception {
    return new TreeMap<>(
        envoy.stats(
            "^listener_manager\\.(listener_(added|modified|removed|stopped)|total_listeners_draining)$"));
  }

  private static long changes(Map<String, Long> before, Envoy envoy) throws Exception {
    Map<String, Long> after = listeners(envoy);
    return after.entrySet().stream()
        .mapToLong(entry -> entry.getValue() - before.getOrDefault(entry.getKey(), 0L))
        .sum();
  }
}
