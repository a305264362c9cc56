package io.aigw.bench.change;

import io.aigw.bench.change.stage.Deliveries;
import io.aigw.bench.change.stage.Delivery;
import io.aigw.bench.change.stage.Item;
import io.aigw.bench.change.stage.Stage;
import io.aigw.bench.change.traffic.Answer;
import io.aigw.bench.change.traffic.Crowd;
import io.aigw.bench.change.traffic.Request;
import io.aigw.bench.change.traffic.Traffic;
import io.aigw.bench.load.Durations;
import io.aigw.bench.upstream.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A route goes back and forth between two backends, under requests, with streams that stay open and
 * uploads that take their time. Half of the uploads are read by the gateway before they go on,
 * since the model is in them; the other half goes to the backend piece by piece.
 */
final class Flips implements Scenario {

  private static final Duration PERIOD = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration TOKEN_INTERVAL = Duration.ofMillis(500);

  /** The usage and the end come after the tokens. */
  private static final int CLOSING_EVENTS = 2;

  private static final String MODEL = "flipping";
  private static final String HEADER = "x-flipping";
  private static final int UPLOAD_BYTES = 256 * 1024;
  private static final int UPLOAD_PIECES = 20;

  /**
   * A change of the route.
   *
   * @param target the backend that it leads to from then on
   * @param asked when the API server was asked
   * @param acknowledged when Envoy had acknowledged it
   */
  record Flip(String target, long asked, long acknowledged) {}

  @Override
  public String name() {
    return "flips";
  }

  @Override
  public String title(Size size) {
    return "%,d flips of a route between two backends, one every %d ms, under %d requests/s, %d open streams of %d s, %d slow uploads"
        .formatted(
            flips(size),
            PERIOD.toMillis(),
            perSecond(size),
            streams(size),
            TOKEN_INTERVAL.multipliedBy(tokens(size)).toSeconds(),
            uploads(size));
  }

  private static int flips(Size size) {
    return size.of(40, 1000);
  }

  private static int perSecond(Size size) {
    return size.of(200, 500);
  }

  private static int streams(Size size) {
    return size.of(20, 200);
  }

  private static int tokens(Size size) {
    return size.of(8, 120);
  }

  private static int uploads(Size size) {
    return size.of(6, 20);
  }

  @Override
  public List<Row> run(Stage.Ground ground, Size size) throws Exception {
    try (Stage stage = Stage.open(ground, name(), new Upstream(tokens(size), TOKEN_INTERVAL))) {
      stage.addBackend("left");
      stage.addBackend("right");
      Item route = stage.route("flipping", rules("left"));
      stage.api().create(route);
      stage.start();

      Duration streamTime = TOKEN_INTERVAL.multipliedBy(tokens(size));
      Duration pause = streamTime.dividedBy(UPLOAD_PIECES);
      Crowd streams =
          Crowd.start(
              streams(size),
              streamTime.dividedBy(2),
              () -> stage.client().send(Request.stream(MODEL)));
      Request read = Request.largeChat(MODEL, UPLOAD_BYTES);
      Request unread = Request.blob(HEADER + ": yes", UPLOAD_BYTES);
      Crowd readUploads =
          Crowd.start(
              uploads(size) / 2,
              streamTime,
              () -> stage.client().sendSlowly(read, UPLOAD_PIECES, pause));
      Crowd unreadUploads =
          Crowd.start(
              uploads(size) - uploads(size) / 2,
              streamTime,
              () -> stage.client().sendSlowly(unread, UPLOAD_PIECES, pause));
      Traffic traffic = Traffic.start(stage.client(), List.of(MODEL), perSecond(size));
      List<Flip> flips = flip(stage, route, flips(size));
      List<Answer> answers = traffic.end();
      List<Answer> streamed = streams.end();
      List<Answer> uploaded = new ArrayList<>(readUploads.end());
      uploaded.addAll(unreadUploads.end());
      return rows(stage, flips, answers, streamed, uploaded, tokens(size) + CLOSING_EVENTS);
    }
  }

  private static List<Flip> flip(Stage stage, Item route, int count) throws Exception {
    Deliveries deliveries = stage.envoy().deliveries();
    List<Flip> flips = new ArrayList<>();
    long due = System.nanoTime();
    for (int i = 0; i < count; i++) {
      due += PERIOD.toNanos();
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      String target = i % 2 == 0 ? "right" : "left";
      int before = deliveries.count();
      long asked = System.nanoTime();
      stage.setRules(route, rules(target));
      Delivery delivery = deliveries.await(before, Delivery.ROUTES, PATIENCE);
      flips.add(new Flip(target, asked, delivery.seen()));
    }
    return flips;
  }

  private List<Row> rows(
      Stage stage,
      List<Flip> flips,
      List<Answer> answers,
      List<Answer> streamed,
      List<Answer> uploaded,
      int events) {
    Durations acknowledged = new Durations();
    flips.forEach(flip -> acknowledged.add(flip.acknowledged() - flip.asked()));
    Rows rows = new Rows(this);
    rows.none("failed requests", Traffic.failures(answers), answers.size());
    rows.none("broken streams", broken(streamed, events), streamed.size());
    rows.none("failed uploads", Traffic.failures(uploaded), uploaded.size());
    rows.zero(
        "requests to the former backend after the change was acknowledged", astray(flips, answers));
    rows.zero("connections that Envoy closed", stage.client().closedByServer());
    rows.millis("API server asked → acknowledged by Envoy, p50", acknowledged.quantile(0.5));
    rows.millis("API server asked → acknowledged by Envoy, p99", acknowledged.quantile(0.99));
    return rows.all();
  }

  private static Map<String, Long> broken(List<Answer> streamed, int events) {
    Map<String, Long> broken = new TreeMap<>(Traffic.failures(streamed));
    long incomplete =
        streamed.stream().filter(answer -> answer.isOk() && answer.events() != events).count();
    if (incomplete > 0) {
      broken.put("incomplete", incomplete);
    }
    return broken;
  }

  /**
   * How many requests were sent after a change had been acknowledged, answered before the next one
   * began, and answered by the backend that the route no longer led to.
   */
  static long astray(List<Flip> flips, List<Answer> answers) {
    return answers.stream().filter(Answer::isOk).filter(answer -> isAstray(flips, answer)).count();
  }

  private static boolean isAstray(List<Flip> flips, Answer answer) {
    int last = -1;
    while (last + 1 < flips.size() && flips.get(last + 1).acknowledged() <= answer.sent()) {
      last++;
    }
    if (last < 0) {
      return false;
    }
    boolean changing = last + 1 < flips.size() && flips.get(last + 1).asked() <= answer.ended();
    return !changing && !answer.upstream().equals(flips.get(last).target());
  }

  private static Item.Rule[] rules(String backend) {
    return new Item.Rule[] {
      Item.Rule.model(MODEL, backend), Item.Rule.header(HEADER, "yes", backend)
    };
  }
}
