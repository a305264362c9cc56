package io.aigw.xds.live;

import io.aigw.ir.GatewayPlan;
import io.aigw.testing.Ports;
import io.aigw.testing.RawHttp;
import io.aigw.testing.Upstream;
import io.aigw.xds.server.ProxyState;
import io.aigw.xds.server.Rejection;
import io.aigw.xds.server.XdsObserver;
import io.aigw.xds.server.XdsServer;
import io.aigw.xds.server.XdsSettings;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.translate.GatewayTranslator;
import io.aigw.xds.translate.TranslatorSettings;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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

  /** What a restart begins anew. */
  private record Control(XdsServer server, Server transport, GatewayTranslator translator) {}

  LiveGateway(Path folder, XdsSettings settings) throws IOException {
    this(folder, settings, TranslatorSettings.DEFAULT_LONGEST_UPLOAD);
  }

  LiveGateway(Path folder, XdsSettings settings, Duration longestUpload) throws IOException {
    this.longestUpload = longestUpload;
    this.folder = folder;
    this.settings = settings;
    this.control = control();
  }

  private Control control() throws IOException {
    XdsServer server =
        new XdsServer(
            settings,
            new XdsObserver() {
              @Override
              public void acknowledged(String group, long publication) {
                acknowledged.add(publication);
              }

              @Override
              public void rejected(Rejection rejection) {
                rejections.add(rejection);
              }
            });
    Server transport =
        server
            .addTo(
                NettyServerBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), xdsPort)))
            .build()
            .start();
    return new Control(
        server,
        transport,
        new GatewayTranslator(
            new TranslatorSettings(
                "127.0.0.1",
                port -> listenerPort,
                TranslatorSettings.DEFAULT_MAX_REQUEST_BYTES,
                longestUpload)));
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

  /** Publishes, and waits until all Envoys have answered everything. */
  long settle(Snapshot snapshot) throws InterruptedException {
    long number = publish(snapshot);
    while (acknowledged.take() < number) {
      // of an earlier one
    }
    return number;
  }

  long settle(GatewayPlan plan) throws InterruptedException {
    return settle(translate(plan));
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

  Upstream startUpstream(String name) throws IOException {
    Upstream upstream = Upstream.start(name);
    closing.push(upstream::close);
    return upstream;
  }

  int port() {
    return listenerPort;
  }

  /** Status and server of a chat completion; a broken connection as text. */
  String chat(String model) {
    byte[] body = "{\"model\":\"%s\"}".formatted(model).getBytes(StandardCharsets.UTF_8);
    String head =
        """
        POST /v1/chat/completions HTTP/1.1\r
        host: gateway.test\r
        connection: close\r
        content-type: application/json\r
        content-length: %d\r
        \r
        """
            .formatted(body.length);
    try {
      RawHttp.Reply reply =
          RawHttp.exchange(listenerPort, head.getBytes(StandardCharsets.UTF_8), body);
      return (reply.status() + " " + reply.header("x-served-by").orElse("")).strip();
    } catch (IOException e) {
      return e.toString();
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
