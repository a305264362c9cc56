package io.aigw.bench.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.aigw.bench.change.stage.Delivery;
import io.aigw.bench.change.stage.Item;
import io.aigw.bench.change.stage.Stage;
import io.aigw.bench.change.traffic.Answer;
import io.aigw.bench.change.traffic.Poll;
import io.aigw.bench.change.traffic.Request;
import io.aigw.bench.change.traffic.Traffic;
import io.aigw.bench.load.Durations;
import io.aigw.bench.upstream.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * One route among many becomes one that Envoy refuses although the gateway's checks let it pass:
 * its Envoy allows smaller regular expressions than the gateway assumes. Meanwhile others change,
 * the controller is started again, and at last the route is repaired.
 */
final class Poison implements Scenario {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration SETTLING = Duration.ofSeconds(3);
  private static final double TRAFFIC_PER_SECOND = 100;
  private static final double RATIO_LIMIT = 1.3;
  private static final double STATUS_LIMIT_MILLIS = 2000;

  private static final String EXPRESSION_LIMIT = "(\"re2.max_program_size.error_level\": )[0-9.]+";

  /** The gateway's own expressions stay below it. */
  private static final int SMALL_LIMIT = 100;

  private static final String MODEL = "poison";
  private static final String HEADER = "x-poison";
  private static final Request ASKED = Request.chat(MODEL, HEADER + ": " + "a".repeat(100));
  private static final Item.Rule GOOD = Item.Rule.expression(MODEL, HEADER, "a+", "left");
  private static final Item.Rule BAD = Item.Rule.expression(MODEL, HEADER, "[a-z]{100}", "right");
  private static final Item.Rule REPAIRED = Item.Rule.expression(MODEL, HEADER, "a+", "right");

  @Override
  public String name() {
    return "poison";
  }

  @Override
  public String title(Size size) {
    return "one of %,d routes is refused by Envoy, then %d good updates"
        .formatted(routes(size), updates(size));
  }

  private static int routes(Size size) {
    return size.of(100, 2000);
  }

  private static int updates(Size size) {
    return size.of(20, 200);
  }

  @Override
  public List<Row> run(Stage.Ground ground, Size size) throws Exception {
    try (Stage stage = Stage.open(ground, name(), new Upstream(1, Duration.ofMillis(1)))) {
      stage.setBootstrapEdit(
          bootstrap -> bootstrap.replaceAll(EXPRESSION_LIMIT, "$1" + SMALL_LIMIT));
      stage.addBackend("left");
      stage.addBackend("right");
      stage.addRoutes("good-", routes(size), "left");
      Item route = stage.route(MODEL, GOOD);
      stage.api().create(route);
      stage.start();
      awaitAnswerOf(stage, ASKED, "left");
      awaitAnswerOf(stage, Request.chat("good-0"), "left");
      List<String> models = IntStream.range(0, 20).mapToObj(i -> "good-" + i).toList();
      Traffic traffic = Traffic.start(stage.client(), models, TRAFFIC_PER_SECOND);
      Rows rows = new Rows(this);

      update(stage, 0, updates(size) / 2);
      Durations without = update(stage, updates(size) / 2, updates(size));
      poison(stage, route, rows);
      Durations with = update(stage, 2 * updates(size), updates(size));
      rows.millis("good update without: asked → served, p50", without.quantile(0.5));
      rows.millis("good update beside it: asked → served, p50", with.quantile(0.5));
      rows.millis("good update beside it: asked → served, p99", with.quantile(0.99));
      rows.ratio(
          "good updates beside it over without, p50",
          (double) with.quantile(0.5) / without.quantile(0.5),
          RATIO_LIMIT);
      rows.holds("its last good still serves", isServedBy(stage, "left"));

      restart(stage);
      rows.holds(
          "its last good still serves after a restart of the controller",
          isServedBy(stage, "left"));
      update(stage, 3 * updates(size), 1);
      stage.setRules(route, REPAIRED);
      awaitAnswerOf(stage, ASKED, "right");
      rows.holds("repaired, it is served", true);
      List<Answer> answers = traffic.end();
      rows.none("failed requests to others", Traffic.failures(answers), answers.size());
      return rows.all();
    }
  }

  private static void poison(Stage stage, Item route, Rows rows) throws Exception {
    int before = stage.envoy().deliveries().count();
    long asked = System.nanoTime();
    stage.setRules(route, BAD);
    JsonNode named = awaitFalseCondition(stage, route);
    rows.millis("asked → status names it", System.nanoTime() - asked, STATUS_LIMIT_MILLIS);
    rows.figure(
        "its status",
        "%s: %s".formatted(named.path("reason").asText(), named.path("message").asText()));
    rows.holds(
        "Envoy refused it",
        stage.envoy().deliveries().after(before).stream().anyMatch(one -> !one.accepted()));
  }

  private static void restart(Stage stage) throws Exception {
    stage.controller().kill();
    int before = stage.envoy().deliveries().count();
    stage.startController(stage.xdsPort()).awaitReady();
    // a route that is new has to arrive: then the controller speaks to Envoy
    stage.api().create(stage.route("new", Item.Rule.model("new", "left")));
    stage.envoy().deliveries().await(before, Delivery.ROUTES, PATIENCE);
    awaitAnswerOf(stage, Request.chat("new"), "left");
    Thread.sleep(SETTLING);
  }

  /** Has routes lead to the other backend, one after the other, each until it is served so. */
  private static Durations update(Stage stage, int from, int count) throws Exception {
    Durations times = new Durations();
    for (int i = from; i < from + count; i++) {
      String model = "good-" + i;
      long asked = System.nanoTime();
      stage.setRules(stage.route(model), Item.Rule.model(model, "right"));
      times.add(awaitAnswerOf(stage, Request.chat(model), "right").ended() - asked);
    }
    return times;
  }

  private static Answer awaitAnswerOf(Stage stage, Request request, String upstream)
      throws Exception {
    return Poll.until(
            stage.client(),
            request,
            answer -> answer.isOk() && answer.upstream().equals(upstream),
            PATIENCE)
        .first();
  }

  private static boolean isServedBy(Stage stage, String upstream) {
    Answer answer = stage.client().send(ASKED).join();
    return answer.isOk() && answer.upstream().equals(upstream);
  }

  /** The first condition of the newest generation that says that something is wrong. */
  private static JsonNode awaitFalseCondition(Stage stage, Item route) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Optional<JsonNode> found = falseCondition(stage.api().get(route.path()));
      if (found.isPresent()) {
        return found.get();
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new IOException("no condition of " + route.name() + " says that Envoy refused it");
  }

  private static Optional<JsonNode> falseCondition(JsonNode object) {
    long generation = object.at("/metadata/generation").asLong();
    for (JsonNode parent : object.at("/status/parents")) {
      for (JsonNode condition : parent.path("conditions")) {
        if (condition.path("status").asText().equals("False")
            && condition.path("observedGeneration").asLong() == generation) {
          return Optional.of(condition);
        }
      }
    }
    return Optional.empty();
  }
}
