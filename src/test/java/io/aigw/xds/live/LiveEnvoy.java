package io.aigw.xds.live;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.Durations;
import io.aigw.compile.Re2;
import io.aigw.testing.Ports;
import io.aigw.testing.RunningEnvoy;
import io.aigw.xds.translate.Names;
import io.envoyproxy.envoy.config.bootstrap.v3.Admin;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.LayeredRuntime;
import io.envoyproxy.envoy.config.bootstrap.v3.RuntimeLayer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.BackoffStrategy;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.RetryPolicy;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An Envoy whose configuration comes from an xDS server on loopback; starts without one. */
final class LiveEnvoy implements AutoCloseable {

  /** The file, in the folder, of the socket on which the processor is asked, if there is one. */
  static final String PROCESSOR = "processor";

  private final RunningEnvoy envoy;
  private final int admin;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * Starts one; returns when it runs, which it does before it has a configuration.
   *
   * @param id unique in the folder
   */
  static LiveEnvoy start(Path folder, String id, int xdsPort)
      throws IOException, InterruptedException {
    int admin = Ports.free();
    return new LiveEnvoy(
        RunningEnvoy.start(
            bootstrap(id, xdsPort, folder.resolve(PROCESSOR), admin),
            List.of(admin),
            Files.createDirectories(folder.resolve(id))),
        admin);
  }

  private LiveEnvoy(RunningEnvoy envoy, int admin) {
    this.envoy = envoy;
    this.admin = admin;
  }

  /** The counters and gauges of Envoy, by name. */
  Map<String, Long> stats() throws IOException, InterruptedException {
    Map<String, Long> stats = new HashMap<>();
    for (String type : List.of("Counters", "Gauges")) {
      admin("/stats?type=" + type).lines().forEach(line -> add(stats, line));
    }
    return stats;
  }

  /** What the administration answers to a request like {@code /config_dump}. */
  String admin(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** What it has logged. */
  String log() throws IOException {
    return envoy.log();
  }

  /** One of them; Envoy makes some only when they are needed. */
  long stat(String name) throws IOException, InterruptedException {
    return stats().getOrDefault(name, 0L);
  }

  /** Its clusters and their endpoints, as text. */
  String clusters() throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/clusters")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Has it do nothing any more, not even read what it is sent. */
  void suspend() throws IOException, InterruptedException {
    envoy.suspend();
  }

  /** Has it go on. */
  void resume() throws IOException, InterruptedException {
    envoy.resume();
  }

  private static void add(Map<String, Long> stats, String line) {
    int colon = line.lastIndexOf(": ");
    if (colon > 0) {
      stats.put(
          line.substring(0, colon), Long.parseUnsignedLong(line.substring(colon + 2).strip()));
    }
  }

  private static Bootstrap bootstrap(String id, int xdsPort, Path processor, int admin) {
    GrpcService service =
        GrpcService.newBuilder()
            .setEnvoyGrpc(
                GrpcService.EnvoyGrpc.newBuilder()
                    .setClusterName("xds")
                    .setRetryPolicy(
                        RetryPolicy.newBuilder()
                            .setRetryBackOff(
                                BackoffStrategy.newBuilder()
                                    .setBaseInterval(Durations.fromMillis(20))
                                    .setMaxInterval(Durations.fromMillis(100)))))
            .build();
    return Bootstrap.newBuilder()
        .setNode(Node.newBuilder().setId(id).setCluster(Plans.GATEWAY))
        .setAdmin(Admin.newBuilder().setAddress(address(admin)))
        .setLayeredRuntime(
            LayeredRuntime.newBuilder()
                .addLayers(
                    RuntimeLayer.newBuilder()
                        .setName("test")
                        .setStaticLayer(
                            Struct.newBuilder()
                                .putFields(
                                    "re2.max_program_size.error_level",
                                    Value.newBuilder()
                                        .setNumberValue(Re2.LARGEST_PROGRAM)
                                        .build()))))
        .setDynamicResources(
            Bootstrap.DynamicResources.newBuilder()
                .setAdsConfig(
                    ApiConfigSource.newBuilder()
                        .setApiType(ApiConfigSource.ApiType.DELTA_GRPC)
                        .setTransportApiVersion(ApiVersion.V3)
                        .setSetNodeOnFirstMessageOnly(true)
                        .addGrpcServices(service))
                .setCdsConfig(ads())
                .setLdsConfig(ads()))
        .setStaticResources(
            Bootstrap.StaticResources.newBuilder()
                .addClusters(cluster("xds", address(xdsPort)))
                .addClusters(cluster(Names.PROCESSOR_CLUSTER, pipe(processor))))
        .build();
  }

  private static ConfigSource ads() {
    return ConfigSource.newBuilder()
        .setAds(AggregatedConfigSource.getDefaultInstance())
        .setResourceApiVersion(ApiVersion.V3)
        .build();
  }

  private static Cluster cluster(String name, Address address) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(Cluster.DiscoveryType.STATIC)
        .setLoadAssignment(
            ClusterLoadAssignment.newBuilder()
                .setClusterName(name)
                .addEndpoints(
                    LocalityLbEndpoints.newBuilder()
                        .addLbEndpoints(
                            LbEndpoint.newBuilder()
                                .setEndpoint(Endpoint.newBuilder().setAddress(address)))))
        .putTypedExtensionProtocolOptions(
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
            Any.pack(
                HttpProtocolOptions.newBuilder()
                    .setExplicitHttpConfig(
                        HttpProtocolOptions.ExplicitHttpConfig.newBuilder()
                            .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance()))
                    .build()))
        .build();
  }

  private static Address pipe(Path socket) {
    return Address.newBuilder().setPipe(Pipe.newBuilder().setPath(socket.toString())).build();
  }

  private static Address address(int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(port))
        .build();
  }

  @Override
  public void close() {
    envoy.close();
  }
}
