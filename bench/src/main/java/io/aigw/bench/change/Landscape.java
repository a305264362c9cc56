package io.aigw.bench.change;

import io.aigw.bench.change.stage.Item;
import io.aigw.bench.change.stage.PrivateNetwork;
import io.aigw.bench.change.stage.Stage;
import io.aigw.bench.change.traffic.Answer;
import io.aigw.bench.change.traffic.Poll;
import io.aigw.bench.change.traffic.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Many routes to a few backends of many endpoints each, which all answer. The route of number N is
 * for the model {@code model-N}. Changes of different numbers may be made at the same time.
 */
final class Landscape {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Addresses below are left to single backends. */
  private static final int FIRST_ADDRESS = 1 << 10;

  private static final int FIRST_SPARE = 1 << 15;
  private static final int SPARES = 1 << 14;

  private final Stage stage;
  private final List<List<String>> pools = new ArrayList<>();
  private int routes;
  private int routeChanges;

  private Landscape(Stage stage) {
    this.stage = stage;
  }

  /**
   * Creates it.
   *
   * @param pools how many backends there are
   * @param addresses how many endpoints each of them has
   */
  static Landscape create(Stage stage, int routes, int pools, int addresses)
      throws IOException, InterruptedException {
    Landscape landscape = new Landscape(stage);
    for (int pool = 0; pool < pools; pool++) {
      landscape.addPool(FIRST_ADDRESS + pool * addresses, addresses);
    }
    landscape.grow(routes);
    return landscape;
  }

  private void addPool(int firstAddress, int count) throws IOException, InterruptedException {
    List<String> addresses =
        IntStream.range(firstAddress, firstAddress + count)
            .mapToObj(PrivateNetwork::address)
            .collect(Collectors.toCollection(ArrayList::new));
    stage.addPool(pool(pools.size()), addresses);
    pools.add(addresses);
  }

  /** Adds routes up to a number. */
  void grow(int toRoutes) throws IOException, InterruptedException {
    List<Item> items =
        IntStream.range(routes, toRoutes)
            .mapToObj(number -> stage.route(model(number), rule(number, number)))
            .toList();
    stage.api().createAll(items);
    routes = toRoutes;
  }

  /** Returns when the first and the last route are served. */
  void awaitServed() throws Exception {
    for (int number : new int[] {0, routes - 1}) {
      Poll.until(stage.client(), Request.chat(model(number)), Answer::isOk, PATIENCE);
    }
  }

  /** Has one of the routes lead to another backend than before. */
  void changeRoute(int number) throws IOException, InterruptedException {
    int route = number % routes;
    // the next backend the first time that it is this route's turn, the one after it the second
    int pool = route + 1 + number / routes;
    stage.setRules(stage.route(model(route)), rule(route, pool));
  }

  /** Has the next route lead to another backend. */
  void changeNextRoute() throws IOException, InterruptedException {
    routeChanges++;
    changeRoute(routeChanges);
  }

  /** Replaces one endpoint of one of the backends. */
  void changeEndpoints(int number) throws IOException, InterruptedException {
    int pool = number % pools.size();
    List<String> addresses = pools.get(pool);
    synchronized (addresses) {
      addresses.set(
          number / pools.size() % addresses.size(),
          PrivateNetwork.address(FIRST_SPARE + number % SPARES));
      stage.setEndpoints(pool(pool), addresses);
    }
  }

  /** The models of the first routes. */
  List<String> models(int count) {
    return IntStream.range(0, Math.min(count, routes)).mapToObj(Landscape::model).toList();
  }

  int routes() {
    return routes;
  }

  private Item.Rule rule(int number, int pool) {
    return Item.Rule.model(model(number), pool(pool % pools.size()));
  }

  private static String model(int number) {
    return "model-" + number;
  }

  private static String pool(int number) {
    return "pool-" + number;
  }
}
