package io.aigw.xds.live;

import io.aigw.ir.GatewayPlan;
import io.aigw.testing.Pki;
import io.aigw.testing.Ports;
import io.aigw.testing.RawHttp;
import io.aigw.testing.Upstream;
import io.aigw.xds.publish.XdsPublisher;
import io.aigw.xds.server.ProxyState;
import io.aigw.xds.server.Rejection;
import io.aigw.xds.server.XdsObserver;
import io.aigw.xds.server.XdsServer;
import io.aigw.xds.server.XdsSettings;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.translate.GatewayTranslator;
import io.aigw.xds.translate.RequestLimits;
import io.aigw.xds.translate.TranslatorSettings;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;

/**
 * A gateway without its compiler: plans are translated and delivered over a real connection. What
 * waits here waits without a limit of its own; the tests have one.
 */
final class LiveGateway implements AutoCloseable {

  static final String CLUSTERS = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
  static final String ENDPOINTS =
      "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
  static final String LISTENERS = "type.googleapis.com/envoy.config.listener.v3.Listener";
  static final String SCOPES = "type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration";

  /** Removals after a moment. */
  static final XdsSettings IMPATIENT =
      new XdsSettings(Duration.ofMillis(200), Duration.ofMillis(500), 2 << 20);

  private final Path folder;
  private final XdsSettings settings;
  private final Duration longestUpload;
  private final int xdsPort = Ports.free();
  private final int listenerPort = Ports.free();
  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final BlockingQueue<Rejection> rejections = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> acknowledged = new LinkedBlockingQueue<>();
  private Control control;
  private volatile long published;

  /** What a restart begins anew. */
  private record Control(
      XdsServer server, Server transport, GatewayTranslator translator, XdsPublisher publisher) {}

  LiveGateway(Path folder, XdsSettings settings) throws IOException {
    this(folder, settings, RequestLimits.DEFAULTS.longestUpload());
  }

  LiveGateway(Path folder, XdsSettings settings, Duration longestUpload) throws IOException {
    this.longestUpload = longestUpload;
    this.folder = folder;
    this.settings = settings;
    this.control = control();
  }

  private Control control() throws IOException {
    GatewayTranslator translator =
        new GatewayTranslator(
            new TranslatorSettings(
                "127.0.0.1",
                port -> listenerPort,
                new RequestLimits(
                    RequestLimits.DEFAULTS.maxBytes(), longestUpload, OptionalLong.empty()),
                Path.of("test/resources/pki/authority.crt").toAbsolutePath().toString(),
                false));
    XdsPublisher publisher = new XdsPublisher(gateway -> translator, new Sink());
    XdsServer server = new XdsServer(settings, XdsObserver.all(List.of(new Recorder(), publisher)));
    Server transport =
        server
            .addTo(
                NettyServerBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), xdsPort)))
            .build()
            .start();
    return new Control(server, transport, translator, publisher);
  }

  private final class Recorder implements XdsObserver {

    @Override
    public void acknowledged(String group, long publication) {
      acknowledged.add(publication);
    }

    @Override
    public void rejected(Rejection rejection) {
      rejections.add(rejection);
    }
  }

  private final class Sink implements XdsPublisher.Sink {

    @Override
    public long publish(GatewayPlan plan, Snapshot snapshot) {
      published = control.server.publish(plan.gateway(), snapshot);
      return published;
    }

    @Override
    public void retire(String gateway) {
      control.server.retire(gateway);
    }
  }

  // --- the control plane -----------------------------------------------------------------------

  /** Ends the control plane as a crash does: Envoy is told nothing. */
  void stopControl() throws InterruptedException {
    control.server.close();
    control.transport.shutdownNow().awaitTermination();
  }

  /** Starts one that remembers nothing. */
  void startControl() throws IOException {
    acknowledged.clear();
    rejections.clear();
    control = control();
  }

  Snapshot translate(GatewayPlan plan) {
    return control.translator.translate(plan);
  }

  long publish(Snapshot snapshot) {
    return control.server.publish(Plans.GATEWAY, snapshot);
  }

  /** Publishes as the gateway does, without what is refused of what is shared. */
  long publish(GatewayPlan plan) {
    control.publisher.publish(plan);
    return published;
  }

  /** Publishes, and waits until all Envoys have answered everything. */
  long settle(Snapshot snapshot) throws InterruptedException {
    return awaitAcknowledged(publish(snapshot));
  }

  private long awaitAcknowledged(long number) throws InterruptedException {
    while (acknowledged.take() < number) {
      // of an earlier one
    }
    return number;
  }

  /** The same with a plan; what is refused of what is shared is left out of it. */
  long settle(GatewayPlan plan) throws InterruptedException {
    return awaitAcknowledged(publish(plan));
  }

  /** The next rejection, which may still have to come. */
  Rejection rejection() throws InterruptedException {
    return rejections.take();
  }

  boolean hasFurtherRejections() {
    return !rejections.isEmpty();
  }

  /** The Envoy that is connected; there must be one. */
  ProxyState proxy() {
    return control.server.proxies().getFirst();
  }

  /** One of those that are connected, of this name; there must be one. */
  ProxyState proxy(String node) {
    return control.server.proxies().stream()
        .filter(proxy -> proxy.node().equals(node))
        .findFirst()
        .orElseThrow();
  }

  /** A connection to the control plane. */
  ManagedChannel connect() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", xdsPort).usePlaintext().build();
    closing.push(channel::shutdownNow);
    return channel;
  }

  void await(Predicate<ProxyState> wanted) throws InterruptedException {
    while (control.server.proxies().stream().noneMatch(wanted)) {
      Thread.sleep(5);
    }
  }

  static int held(ProxyState proxy, String type) {
    ProxyState.Type view = proxy.types().get(type);
    return view == null ? 0 : view.held();
  }

  // --- the data plane --------------------------------------------------------------------------

  LiveEnvoy startEnvoy(String id) throws IOException, InterruptedException {
    LiveEnvoy envoy = LiveEnvoy.start(folder, id, xdsPort);
    closing.push(envoy::close);
    return envoy;
  }

  /** An upstream that speaks TLS, with one of the certificates of {@link Pki}. */
  Upstream startUpstream(String name, String certificate)
      throws IOException, GeneralSecurityException {
    Upstream upstream = Upstream.start(name, Pki.server(certificate));
    closing.push(upstream::close);
    return upstream;
  }

  Upstream startUpstream(String name) throws IOException {
    Upstream upstream = Upstream.start(name);
    closing.push(upstream::close);
    return upstream;
  }

  int port() {
    return listenerPort;
  }

  /** Status and server of a request without a body; a broken connection as text. */
  String get(String header) {
    return exchange(
        "GET /v1/files HTTP/1.1\r\nhost: a\r\nconnection: close\r\n" + header + "\r\n\r\n");
  }

  /** The same of a chat completion. */
  String chat(String model, String... headers) {
    return exchange(chatRequest(model, headers));
  }

  /** A chat completion as it is sent. */
  static String chatRequest(String model, String... headers) {
    String body = "{\"model\":\"%s\"}".formatted(model);
    StringBuilder request = new StringBuilder("POST /v1/chat/completions HTTP/1.1\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request
        .append("host: gateway.test\r\nconnection: close\r\n")
        .append("content-type: application/json\r\n")
        .append("content-length: %d\r\n\r\n".formatted(body.length()))
        .append(body)
        .toString();
  }

  private String exchange(String request) {
    try {
      RawHttp.Reply reply =
          RawHttp.exchange(listenerPort, request.getBytes(StandardCharsets.UTF_8));
      return (reply.status() + " " + reply.header("x-served-by").orElse("")).strip();
    } catch (IOException e) {
      return e.toString();
    }
  }

  void awaitGet(String header, String wanted) throws InterruptedException {
    while (!get(header).equals(wanted)) {
      Thread.sleep(5);
    }
  }

  void awaitChat(String model, String wanted) throws InterruptedException {
    while (!chat(model).equals(wanted)) {
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
    control.server.close();
    control.transport.shutdownNow();
  }
}
