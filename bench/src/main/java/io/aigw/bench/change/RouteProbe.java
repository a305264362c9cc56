package io.aigw.bench.change;

import io.aigw.bench.change.stage.Item;
import io.aigw.bench.change.stage.Stage;
import io.aigw.bench.change.traffic.Answer;
import io.aigw.bench.change.traffic.Poll;
import io.aigw.bench.change.traffic.Request;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Creates routes and asks for them until they are served. */
final class RouteProbe {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Stage stage;
  private final String backend;

  RouteProbe(Stage stage, String backend) {
    this.stage = stage;
    this.backend = backend;
  }

  /**
   * A route that is served.
   *
   * @param afterAsked nanoseconds from the moment at which the API server was asked to create it
   * @param afterAnswer nanoseconds from the moment at which the API server said that it had; 0 if
   *     it was served by then
   * @param before the answers before the first right one, by what they were
   */
  record Served(long afterAsked, long afterAnswer, Map<String, Long> before) {}

  /** What nobody who waits for a route should be answered. */
  static final class Oddities {
    private final Map<String, Long> answers = new TreeMap<>();
    private long asked;

    void add(Served served) {
      asked++;
      served
          .before()
          .forEach(
              (outcome, count) -> {
                asked += count;
                if (!outcome.equals("status 404")) {
                  answers.merge(outcome, count, Long::sum);
                }
              });
    }

    Map<String, Long> answers() {
      return answers;
    }

    long asked() {
      return asked;
    }
  }

  /** Creates a route with a valid rule and a dangling one, both for models of its own. */
  Served create(String name) throws Exception {
    Item route =
        stage.route(
            name,
            Item.Rule.model(name, backend),
            Item.Rule.model(name + "-dangling", "there-is-no-such-backend"));
    long asked = System.nanoTime();
    stage.api().create(route);
    long answered = System.nanoTime();
    Poll.Result result = Poll.until(stage.client(), Request.chat(name), Answer::isOk, PATIENCE);
    long ended = result.first().ended();
    return new Served(ended - asked, Math.max(0, ended - answered), result.others());
  }
}
