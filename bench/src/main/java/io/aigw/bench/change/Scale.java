package io.aigw.bench.change;

import io.aigw.bench.change.stage.Delivery;
import io.aigw.bench.change.stage.Envoy;
import io.aigw.bench.change.stage.Stage;
import io.aigw.bench.upstream.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What one change of a route costs, as the number of routes grows. */
final class Scale implements Scenario {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int POOLS = 10;
  private static final int ADDRESSES = 10;
  private static final double LIMIT = 1.2;
  private static final double NANOS_PER_MILLI = 1e6;

  /** What a change costs; CPU in milliseconds. */
  private record CostPerChange(
      int routes, double bytes, double resources, double controllerMillis, double envoyMillis) {}

  /** What was used up to a moment. */
  private record Reading(
      long nanos, long bytes, long resources, Duration controller, Duration envoy) {

    static Reading of(Stage stage) throws Exception {
      return new Reading(
          System.nanoTime(),
          stage.envoy().stat(Envoy.RECEIVED),
          stage.envoy().deliveries().added(0),
          stage.controller().use().cpuTime(),
          stage.envoy().use().cpuTime());
    }
  }

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public String title(Size size) {
    return "bytes and CPU time of a change of one route of %s (%d changes each, idle CPU taken off)"
        .formatted(sizes(size), changes(size));
  }

  private static List<Integer> sizes(Size size) {
    return switch (size) {
      case SHORT -> List.of(50, 200);
      case LONG -> List.of(500, 1500, 5000);
    };
  }

  private static int changes(Size size) {
    return size.of(20, 300);
  }

  @Override
  public List<Row> run(Stage.Ground ground, Size size) throws Exception {
    try (Stage stage = Stage.open(ground, name(), new Upstream(1, Duration.ofMillis(1)))) {
      Landscape landscape = Landscape.create(stage, sizes(size).getFirst(), POOLS, ADDRESSES);
      stage.start();
      landscape.awaitServed();
      change(stage, landscape, changes(size)); // until the controller's code is compiled
      List<CostPerChange> costs = new ArrayList<>();
      for (int routes : sizes(size)) {
        landscape.grow(routes);
        landscape.awaitServed();
        change(stage, landscape, changes(size) / 4);
        costs.add(measure(stage, landscape, routes, size));
      }
      return rows(costs);
    }
  }

  private static CostPerChange measure(Stage stage, Landscape landscape, int routes, Size size)
      throws Exception {
    Thread.sleep(Duration.ofSeconds(size.of(1, 5)));
    Reading idleBegin = Reading.of(stage);
    Thread.sleep(Duration.ofSeconds(size.of(2, 20)));
    Reading begin = Reading.of(stage);
    change(stage, landscape, changes(size));
    Reading end = Reading.of(stage);
    double share = (double) (end.nanos - begin.nanos) / (begin.nanos - idleBegin.nanos);
    int changes = changes(size);
    return new CostPerChange(
        routes,
        (end.bytes - begin.bytes - share * (begin.bytes - idleBegin.bytes)) / changes,
        (double) (end.resources - begin.resources) / changes,
        millis(idleBegin.controller, begin.controller, end.controller, share) / changes,
        millis(idleBegin.envoy, begin.envoy, end.envoy, share) / changes);
  }

  private static double millis(Duration idleBegin, Duration begin, Duration end, double share) {
    double idle = share * begin.minus(idleBegin).toNanos();
    return (end.minus(begin).toNanos() - idle) / NANOS_PER_MILLI;
  }

  /** One change after the other, each when Envoy has acknowledged the one before. */
  private static void change(Stage stage, Landscape landscape, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      int before = stage.envoy().deliveries().count();
      landscape.changeNextRoute();
      stage.envoy().deliveries().await(before, Delivery.ROUTES, PATIENCE);
    }
  }

  private List<Row> rows(List<CostPerChange> costs) {
    Rows rows = new Rows(this);
    for (CostPerChange cost : costs) {
      String at = "%,d routes: ".formatted(cost.routes);
      rows.figure(at + "bytes that Envoy received", "%.0f".formatted(cost.bytes));
      rows.figure(at + "resources", "%.2f".formatted(cost.resources));
      rows.figure(at + "CPU of the controller", "%.2f ms".formatted(cost.controllerMillis));
      rows.figure(at + "CPU of Envoy", "%.2f ms".formatted(cost.envoyMillis));
    }
    CostPerChange first = costs.getFirst();
    CostPerChange last = costs.getLast();
    rows.ratio("bytes, last over first", last.bytes / first.bytes, LIMIT);
    rows.ratio(
        "CPU of the controller, last over first",
        last.controllerMillis / first.controllerMillis,
        LIMIT);
    rows.ratio("CPU of Envoy, last over first", last.envoyMillis / first.envoyMillis, LIMIT);
    rows.zero(
        "resources beyond those of the smallest size",
        Math.max(0, Math.round(Math.ceil(last.resources - first.resources - 0.5))));
    return rows.all();
  }
}
