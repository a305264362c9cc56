package io.aigw.bench.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.aigw.bench.change.stage.Item;
import io.aigw.bench.change.stage.PrivateNetwork;
import io.aigw.bench.change.stage.Stage;
import io.aigw.bench.upstream.Upstream;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A controller that starts with many Gateways, routes, backends and endpoints, and many routes that
 * attach to one Gateway: how long its status takes to say so, and in how many writes.
 */
final class Fleet implements Scenario {

  private static final int ENDPOINTS_EACH = 5;
  private static final int FIRST_ADDRESS = 1 << 10;
  private static final int ATTACHED = 1_000;
  private static final int WRITES = 15;

  /** However long it takes. */
  private static final int WRITES_PER_SECOND = 4;

  private static final double LIMIT_MILLIS = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SETTLING = Duration.ofSeconds(3);
  private static final double MIB = 1 << 20;

  @Override
  public String name() {
    return "fleet";
  }

  private static int gateways(Size size) {
    return size.of(4, 20);
  }

  private static int routes(Size size) {
    return size.of(400, 2_000);
  }

  @Override
  public String title(Size size) {
    return "%d Gateways, %,d routes, as many backends, %,d endpoints; %,d routes attach to one Gateway"
        .formatted(gateways(size), routes(size), routes(size) * ENDPOINTS_EACH, ATTACHED);
  }

  @Override
  public List<Row> run(Stage.Ground ground, Size size) throws Exception {
    try (Stage stage = Stage.open(ground, name(), new Upstream(1, Duration.ofMillis(1)))) {
      Rows rows = new Rows(this);
      List<Item> gateways =
          IntStream.range(0, gateways(size)).mapToObj(i -> stage.gateway("gateway-" + i)).toList();
      stage.api().createAll(gateways);
      createBackendsAndRoutes(stage, gateways, routes(size));
      long began = System.nanoTime();
      stage.startController(stage.xdsPort()).awaitReady();
      rows.millis("start of the controller → ready", System.nanoTime() - began);
      for (Item gateway : gateways) {
        awaitAttached(stage, gateway, routes(size) / gateways.size());
      }
      rows.millis("start of the controller → all statuses", System.nanoTime() - began);
      attachToANewGateway(stage, rows);
      attachToOneThatIsThere(stage, rows);
      rows.figure(
          "controller: resident",
          "%.0f MiB".formatted(stage.controller().use().residentBytes() / MIB));
      return rows.all();
    }
  }

  private static void createBackendsAndRoutes(Stage stage, List<Item> gateways, int count)
      throws IOException, InterruptedException {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int first = FIRST_ADDRESS + i * ENDPOINTS_EACH;
      items.addAll(
          stage.silentBackend(
              "backend-" + i,
              IntStream.range(first, first + ENDPOINTS_EACH)
                  .mapToObj(PrivateNetwork::address)
                  .toList()));
      items.add(
          stage.routeOf(
              gateways.get(i % gateways.size()),
              "route-" + i,
              Item.Rule.model("model-" + i, "backend-" + i)));
    }
    stage.api().createAll(items);
  }

  /** The routes are there when their Gateway comes. */
  private static void attachToANewGateway(Stage stage, Rows rows) throws Exception {
    Item gateway = stage.gateway("comes-later");
    stage.api().createAll(routesOf(stage, gateway));
    Thread.sleep(SETTLING);
    try (Statuses statuses = new Statuses(stage, gateway)) {
      stage.api().create(gateway);
      long created = System.nanoTime();
      rows.millis(
          "a Gateway of %,d routes created → its status says so".formatted(ATTACHED),
          statuses.awaitAll() - created,
          LIMIT_MILLIS);
      rows.limit("writes of its status", statuses.count(), WRITES);
    }
  }

  /** The Gateway is there, and its routes come as fast as the API server takes them. */
  private static void attachToOneThatIsThere(Stage stage, Rows rows) throws Exception {
    Item gateway = stage.gateway("is-there");
    stage.api().create(gateway);
    awaitAttached(stage, gateway, 0);
    Thread.sleep(SETTLING);
    try (Statuses statuses = new Statuses(stage, gateway)) {
      long began = System.nanoTime();
      stage.api().createAll(routesOf(stage, gateway));
      long created = System.nanoTime();
      rows.millis("%,d routes created for one that is there".formatted(ATTACHED), created - began);
      long told = statuses.awaitAll();
      rows.millis(
          "the last of them created → its status says so",
          Math.max(0, told - created),
          LIMIT_MILLIS);
      // an API server that takes a second or two for all of them sees no more than WRITES
      long seconds = Duration.ofNanos(told - began).toSeconds() + 1;
      rows.limit(
          "writes of its status in these %d seconds".formatted(seconds),
          statuses.count(),
          Math.max(WRITES, 2 + seconds * WRITES_PER_SECOND));
    }
  }

  /** What becomes of a Gateway's status. */
  private static final class Statuses implements Closeable {

    private final AtomicLong writes = new AtomicLong();
    private final CompletableFuture<Long> all = new CompletableFuture<>();
    private final Closeable watch;

    Statuses(Stage stage, Item gateway) throws IOException, InterruptedException {
      watch = stage.api().watch(gateway, this::happened);
    }

    private void happened(JsonNode event) {
      if (event.path("type").asText().equals("MODIFIED")) {
        writes.incrementAndGet();
        if (attached(event.path("object")) == ATTACHED) {
          all.complete(System.nanoTime());
        }
      }
    }

    /** When it said for the first time that all routes are attached. */
    long awaitAll() throws Exception {
      return all.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How often it was written until some time after that. */
    long count() throws Exception {
      awaitAll();
      Thread.sleep(SETTLING);
      return writes.get();
    }

    @Override
    public void close() throws IOException {
      watch.close();
    }
  }

  private static List<Item> routesOf(Stage stage, Item gateway) {
    return IntStream.range(0, ATTACHED)
        .mapToObj(
            i ->
                stage.routeOf(
                    gateway,
                    gateway.name() + "-" + i,
                    Item.Rule.model(gateway.name() + "-" + i, "backend-0")))
        .toList();
  }

  private static void awaitAttached(Stage stage, Item gateway, int count) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int attached = attached(stage.api().get(gateway.path()));
    while (attached != count) {
      if (System.nanoTime() > end) {
        throw new IOException(
            "%s has %d attached routes instead of %d".formatted(gateway.name(), attached, count));
      }
      Thread.sleep(POLL);
      attached = attached(stage.api().get(gateway.path()));
    }
  }

  /** What a Gateway's status says; -1 if it says nothing. */
  private static int attached(JsonNode gateway) {
    return gateway.at("/status/listeners/0/attachedRoutes").asInt(-1);
  }
}
