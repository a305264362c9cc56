package io.aigw.bench.change.stage;

import io.aigw.bench.arm.Site;
import io.aigw.bench.change.traffic.Client;
import io.aigw.bench.upstream.Upstream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One Gateway in a namespace of its own, with the controller, the Envoy and the model servers of
 * one scenario. All of it is gone when it is closed.
 */
public final class Stage implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final String GATEWAY = "gateway";
  private static final int BACKEND_PORT = 8080;
  private static final int POOL_PORT = 8090;
  private static final List<String> KINDS =
      List.of(
          "/apis/aigateway.envoyproxy.io/v1beta1/namespaces/%s/aigatewayroutes",
          "/apis/aigateway.envoyproxy.io/v1beta1/namespaces/%s/aiservicebackends",
          "/apis/gateway.networking.k8s.io/v1/namespaces/%s/gateways",
          "/apis/discovery.k8s.io/v1/namespaces/%s/endpointslices");

  /**
   * What all scenarios of a run share.
   *
   * @param site for child processes
   * @param envoy the binary
   * @param kubeconfig how to reach the API server
   */
  public record Ground(Site site, Checkout checkout, Path envoy, Path kubeconfig, ApiServer api) {}

  private final Ground ground;
  private final String name;
  private final String namespace;
  private final int xdsPort;
  private final Upstream upstream;
  private final InetSocketAddress listener;
  private final Client client;
  private @Nullable Controller controller;
  private @Nullable Envoy envoy;
  private int backends;
  private boolean poolsServed;
  private int controllers;
  private String jvmOptions = "";
  private UnaryOperator<String> bootstrapEdit = UnaryOperator.identity();

  private Stage(Ground ground, String name, int port, Upstream upstream) {
    this.ground = ground;
    this.name = name;
    this.namespace = "bench-" + name + "-" + Long.toString(System.currentTimeMillis(), 36);
    this.xdsPort = ground.site().freePort();
    this.upstream = upstream;
    this.listener = Site.loopback(port);
    this.client = new Client(listener);
  }

  /**
   * Prepares a Gateway; {@link #start} has it served.
   *
   * @param name of the scenario
   * @param upstream starts the model servers; is closed with the stage
   */
  public static Stage open(Ground ground, String name, Upstream upstream)
      throws IOException, InterruptedException {
    int port = ground.site().freePort();
    Stage stage = new Stage(ground, name, port, upstream);
    ApiServer api = ground.api();
    api.create(Item.namespace(stage.namespace));
    api.create(Item.gatewayClass(stage.namespace, stage.controllerName()));
    api.create(Item.gateway(stage.namespace, GATEWAY, stage.namespace, port));
    return stage;
  }

  /** Starts a controller and an Envoy and returns when the Gateway's listener is there. */
  public void start() throws Exception {
    startController(xdsPort).awaitReady();
    startEnvoy(xdsPort);
  }

  /** What is changed in Envoy's bootstrap before it is started. */
  public void setBootstrapEdit(UnaryOperator<String> edit) {
    bootstrapEdit = edit;
  }

  /** Options for the Java virtual machine of controllers that are started from now on. */
  public void setJvmOptions(String options) {
    jvmOptions = options;
  }

  /** Starts another controller, which from now on is {@link #controller()}. */
  public Controller startController(int port) throws IOException {
    controllers++;
    controller =
        Controller.start(
            ground.site(),
            ground.checkout(),
            name + "-controller-" + controllers,
            ground.kubeconfig(),
            controllerName(),
            port,
            jvmOptions);
    return controller;
  }

  /** Starts the Envoy and returns when the Gateway's listener is there. */
  public void startEnvoy(int port) throws Exception {
    envoy =
        Envoy.start(
            ground.site(),
            ground.checkout(),
            ground.envoy(),
            name + "-envoy",
            namespace + "/" + GATEWAY,
            port,
            bootstrapEdit);
    envoy.deliveries().await(0, Delivery.LISTENERS, PATIENCE);
    awaitListening();
  }

  /** Envoy takes connections a little after it has its listeners. */
  private void awaitListening() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Socket _ = new Socket(listener.getAddress(), listener.getPort())) {
        return;
      } catch (ConnectException notYet) {
        if (System.nanoTime() > end) {
          throw notYet;
        }
        Thread.sleep(POLL);
      }
    }
  }

  /** Starts a model server and makes it known as an AIServiceBackend of the same name. */
  public void addBackend(String backend) throws IOException, InterruptedException {
    addBackend(backend, serve(backend));
  }

  /** Makes the model server at an address known as an AIServiceBackend. */
  public void addBackend(String backend, String address) throws IOException, InterruptedException {
    announce(backend, BACKEND_PORT, List.of(address));
  }

  /** Starts a model server and returns its address; the port is the same for all. */
  public String serve(String server) {
    backends++;
    String address = PrivateNetwork.address(backends);
    upstream.serve(server, new InetSocketAddress(address, BACKEND_PORT));
    return address;
  }

  /**
   * Makes an AIServiceBackend of many endpoints known, all of which one model server answers for.
   *
   * @param addresses of the {@linkplain PrivateNetwork private network}
   */
  public void addPool(String pool, List<String> addresses)
      throws IOException, InterruptedException {
    if (!poolsServed) {
      upstream.serve("pool", new InetSocketAddress(POOL_PORT));
      poolsServed = true;
    }
    announce(pool, POOL_PORT, addresses);
  }

  private void announce(String backend, int port, List<String> addresses)
      throws IOException, InterruptedException {
    for (Item item : backend(backend, port, addresses)) {
      api().create(item);
    }
  }

  private List<Item> backend(String backend, int port, List<String> addresses) {
    return List.of(
        Item.service(namespace, backend, port),
        Item.endpointSlice(namespace, backend, port, addresses),
        Item.backend(namespace, backend, port));
  }

  /** What makes a backend of addresses known at which nobody need answer. */
  public List<Item> silentBackend(String backend, List<String> addresses) {
    return backend(backend, BACKEND_PORT, addresses);
  }

  /** Another Gateway of the same class, which has no Envoy. */
  public Item gateway(String gateway) {
    return Item.gateway(namespace, gateway, namespace, BACKEND_PORT);
  }

  /** A route of another Gateway. */
  public Item routeOf(Item gateway, String route, Item.Rule... rules) {
    return Item.route(namespace, route, gateway.name(), List.of(rules));
  }

  /** Gives a backend other endpoints. */
  public void setEndpoints(String backend, List<String> addresses)
      throws IOException, InterruptedException {
    Item slice = Item.endpointSlice(namespace, backend, POOL_PORT, addresses);
    api().merge(slice.path(), "{" + Item.endpoints(addresses) + "}");
  }

  /** A route of the Gateway. */
  public Item route(String route, Item.Rule... rules) {
    return Item.route(namespace, route, GATEWAY, List.of(rules));
  }

  /** Creates routes, each with one rule for the model of the same name. */
  public void addRoutes(String prefix, int count, String backend)
      throws IOException, InterruptedException {
    api()
        .createAll(
            IntStream.range(0, count)
                .mapToObj(i -> prefix + i)
                .map(model -> route(model, Item.Rule.model(model, backend)))
                .toList());
  }

  /** Gives a route other rules. */
  public void setRules(Item route, Item.Rule... rules) throws IOException, InterruptedException {
    api().merge(route.path(), "{\"spec\": {" + Item.rules(List.of(rules)) + "}}");
  }

  public ApiServer api() {
    return ground.api();
  }

  /** Of the Gateway's listener. */
  public Client client() {
    return client;
  }

  public Controller controller() {
    return started(controller);
  }

  public Envoy envoy() {
    return started(envoy);
  }

  /** Where the controller of {@link #start} listens for Envoys. */
  public int xdsPort() {
    return xdsPort;
  }

  /** One address for several controllers. */
  public Relay relay() throws IOException {
    return new Relay(freePort());
  }

  /** A port that nobody listens on. */
  public int freePort() {
    return ground.site().freePort();
  }

  private static <T> T started(@Nullable T thing) {
    if (thing == null) {
      throw new IllegalStateException("the stage has not been started");
    }
    return thing;
  }

  private String controllerName() {
    return "bench.aigw.io/" + namespace;
  }

  @Override
  public void close() throws IOException {
    client.close();
    try {
      if (envoy != null && envoy.isRunning()) {
        Files.writeString(
            ground.site().directory().resolve(name + "-envoy.stats"), envoy.allStats());
      }
      ground.site().stopAll();
      upstream.close();
      deleteObjects();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deleteObjects() throws IOException, InterruptedException {
    for (String kind : KINDS) {
      api().delete(kind.formatted(namespace));
    }
    api().delete("/apis/gateway.networking.k8s.io/v1/gatewayclasses/" + namespace);
    api().delete("/api/v1/namespaces/" + namespace);
  }
}
