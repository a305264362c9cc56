package io.aigw.xds.translate;

import com.google.protobuf.Any;
import io.aigw.api.ObjectKey;
import io.aigw.compile.Compilation;
import io.aigw.compile.Compiler;
import io.aigw.compile.CompilerOptions;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Listener;
import io.aigw.testing.InlineBootstrap;
import io.aigw.testing.PlainHttp2;
import io.aigw.testing.Ports;
import io.aigw.testing.ProcessorOverSocket;
import io.aigw.testing.RawHttp;
import io.aigw.testing.RawHttp.Reply;
import io.aigw.testing.RunningEnvoy;
import io.aigw.testing.Upstream;
import io.aigw.testing.YamlObjects;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A real Envoy with the rules of {@code gateway/routes.yaml} and the upstreams that they name.
 *
 * <p>The file's {@code $NAME} is the port of the upstream of that name.
 */
final class TestGateway implements AutoCloseable {

  static final String CHAT = "/v1/chat/completions";

  private static final Path FILE = Path.of("test/resources/gateway/routes.yaml");
  private static final List<String> UPSTREAMS = List.of("alpha", "beta", "gamma");

  private final Map<Integer, Integer> boundPorts = new TreeMap<>();
  private final Map<String, Upstream> upstreams = new LinkedHashMap<>();
  private final ProcessorOverSocket processor;
  private final RunningEnvoy envoy;

  private TestGateway(RequestLimits limits, String more, Path work)
      throws IOException, InterruptedException {
    String yaml = Files.readString(FILE).replace("$nobody", String.valueOf(Ports.free())) + more;
    for (String name : UPSTREAMS) {
      Upstream upstream = Upstream.start(name);
      upstreams.put(name, upstream);
      yaml = yaml.replace("$" + name, String.valueOf(upstream.port()));
    }
    GatewayPlan plan = plan(yaml);
    for (Listener listener : plan.listeners()) {
      boundPorts.put(listener.port(), Ports.free());
    }
    TranslatorSettings settings =
        new TranslatorSettings(
            "127.0.0.1", this::port, limits, TranslatorSettings.DEFAULT_SYSTEM_AUTHORITIES, false);
    ModelCatalogues models = new ModelCatalogues();
    models.publish(plan);
    Path socket = work.resolve("processor");
    processor = new ProcessorOverSocket(socket, models);
    envoy =
        RunningEnvoy.start(
            InlineBootstrap.of(
                new GatewayTranslator(settings).translate(plan),
                List.of(
                    cluster(Names.PROCESSOR_CLUSTER, socket),
                    cluster(Names.CONTROLLER_CLUSTER, socket))),
            boundPorts.values(),
            work);
  }

  static TestGateway start(Path work) throws IOException, InterruptedException {
    return start(RequestLimits.DEFAULTS, work);
  }

  static TestGateway start(RequestLimits limits, Path work)
      throws IOException, InterruptedException {
    return new TestGateway(limits, "", work);
  }

  /** A gateway with more objects than the file has; {@code $NAME} is not replaced in them. */
  static TestGateway start(String more, Path work) throws IOException, InterruptedException {
    return new TestGateway(RequestLimits.DEFAULTS, more, work);
  }

  private static Cluster cluster(String name, Path socket) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(Cluster.DiscoveryType.STATIC)
        .putTypedExtensionProtocolOptions(
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
            Any.pack(
                HttpProtocolOptions.newBuilder()
                    .setExplicitHttpConfig(
                        HttpProtocolOptions.ExplicitHttpConfig.newBuilder()
                            .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance()))
                    .build()))
        .setLoadAssignment(
            ClusterLoadAssignment.newBuilder()
                .setClusterName(name)
                .addEndpoints(
                    LocalityLbEndpoints.newBuilder()
                        .addLbEndpoints(
                            LbEndpoint.newBuilder()
                                .setEndpoint(
                                    Endpoint.newBuilder()
                                        .setAddress(
                                            Address.newBuilder()
                                                .setPipe(
                                                    Pipe.newBuilder()
                                                        .setPath(socket.toString())))))))
        .build();
  }

  private static GatewayPlan plan(String yaml) {
    CompilerOptions options =
        new CompilerOptions(CompilerOptions.DEFAULTS.controllerNames(), true, true);
    Compilation compilation = new Compiler(options).compile(YamlObjects.read(yaml));
    for (Map.Entry<ObjectKey, GatewayPlan> gateway : compilation.gateways().entrySet()) {
      return gateway.getValue();
    }
    throw new IllegalStateException("no gateway in " + FILE);
  }

  Upstream upstream(String name) {
    return Objects.requireNonNull(upstreams.get(name), name);
  }

  int port(int port) {
    return Objects.requireNonNull(boundPorts.get(port));
  }

  /** A chat completion. Header lines replace {@code host} and {@code content-type}. */
  Reply chat(String body, String... headerLines) throws IOException {
    return send("POST", CHAT, body.getBytes(StandardCharsets.UTF_8), headerLines);
  }

  Reply get(String path, String... headerLines) throws IOException {
    return send("GET", path, new byte[0], headerLines);
  }

  Reply send(String method, String path, byte[] body, String... headerLines) throws IOException {
    return send(80, method, path, body, headerLines);
  }

  /** A request to one of the Gateway's ports. */
  Reply send(int port, String method, String path, byte[] body, String... headerLines)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("connection: close");
    addDefault(lines, "host: gateway.test", headerLines);
    if (body.length > 0) {
      addDefault(lines, "content-type: application/json", headerLines);
      lines.add("content-length: " + body.length);
    }
    // "NAME:" alone takes a default away
    Arrays.stream(headerLines).filter(line -> !line.endsWith(":")).forEach(lines::add);
    String head =
        "%s %s HTTP/1.1\r\n%s\r\n\r\n".formatted(method, path, String.join("\r\n", lines));
    return RawHttp.exchange(port(port), head.getBytes(StandardCharsets.UTF_8), body);
  }

  /** A request as text, with line ends as HTTP has them. */
  Reply raw(String request) throws IOException {
    return RawHttp.exchange(
        port(80), request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  PlainHttp2 http2() throws IOException {
    return new PlainHttp2(port(80));
  }

  /** Forgets what the upstreams received so far. */
  void forget() {
    upstreams.values().forEach(Upstream::received);
  }

  private static void addDefault(List<String> lines, String line, String[] headerLines) {
    String name = line.substring(0, line.indexOf(':') + 1);
    if (Arrays.stream(headerLines)
        .noneMatch(given -> given.toLowerCase(Locale.ROOT).startsWith(name))) {
      lines.add(line);
    }
  }

  @Override
  public void close() {
    upstreams.values().forEach(Upstream::close);
    envoy.close();
    processor.close();
  }
}
