package io.aigw.operator.bootstrap;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import io.aigw.compile.Re2;
import io.aigw.xds.translate.Names;
import io.envoyproxy.envoy.config.bootstrap.v3.Admin;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.LayeredRuntime;
import io.envoyproxy.envoy.config.bootstrap.v3.RuntimeLayer;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.UpstreamConnectionOptions;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.BackoffStrategy;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.KeepaliveSettings;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.RetryPolicy;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TcpKeepalive;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.overload.v3.OverloadAction;
import io.envoyproxy.envoy.config.overload.v3.OverloadManager;
import io.envoyproxy.envoy.config.overload.v3.ResourceMonitor;
import io.envoyproxy.envoy.config.overload.v3.ThresholdTrigger;
import io.envoyproxy.envoy.config.overload.v3.Trigger;
import io.envoyproxy.envoy.extensions.clusters.aggregate.v3.ClusterConfig;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.lua.v3.Lua;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;

/**
 * An Envoy's bootstrap: incremental aggregated discovery from the gateway's xDS server, the cluster
 * of its processor, and limits.
 */
public final class EnvoyBootstrap {

  private static final String ADMIN_CLUSTER = "aigw-admin";
  private static final String FIXED_HEAP = "envoy.resource_monitors.fixed_heap";

  /** As many as there may be requests; Envoy's default would be 1,024. */
  private static final UInt32Value MAX_CONCURRENT = UInt32Value.of(1_000_000);

  static final CircuitBreakers NEVER_BREAKING =
      CircuitBreakers.newBuilder()
          .addThresholds(
              CircuitBreakers.Thresholds.newBuilder()
                  .setMaxConnections(MAX_CONCURRENT)
                  .setMaxPendingRequests(MAX_CONCURRENT)
                  .setMaxRequests(MAX_CONCURRENT)
                  .setMaxRetries(MAX_CONCURRENT))
          .build();

  private EnvoyBootstrap() {}

  public static Bootstrap of(BootstrapSettings settings) {
    Bootstrap.StaticResources.Builder resources =
        Bootstrap.StaticResources.newBuilder()
            .addClusters(controller(settings))
            .addAllClusters(ProcessorClusters.of(settings));
    settings.relay().ifPresent(socket -> resources.addListeners(relay(socket)));
    settings
        .readyPort()
        .ifPresent(
            port ->
                resources
                    .addClusters(PlainHttp.cluster(ADMIN_CLUSTER, settings.admin()))
                    .addListeners(PlainHttp.readiness(port, ADMIN_CLUSTER)));
    return Bootstrap.newBuilder()
        .setNode(Node.newBuilder().setId(settings.node()).setCluster(settings.gateway()))
        .setAdmin(Admin.newBuilder().setAddress(address(settings.admin())))
        .setDynamicResources(
            Bootstrap.DynamicResources.newBuilder()
                .setAdsConfig(ads())
                .setCdsConfig(overAds())
                .setLdsConfig(overAds()))
        .setStaticResources(resources)
        .setOverloadManager(overloadManager(settings))
        .setLayeredRuntime(runtime())
        .build();
  }

  /** Carries bytes to the controller over a connection that has this Envoy's certificate. */
  private static Listener relay(Address.Socket socket) {
    return Listener.newBuilder()
        .setName("controller")
        .setAddress(address(socket))
        // clients may be many: that does not keep the processor from its news
        .setIgnoreGlobalConnLimit(true)
        .addFilterChains(
            FilterChain.newBuilder()
                .addFilters(
                    Filter.newBuilder()
                        .setName("envoy.filters.network.tcp_proxy")
                        .setTypedConfig(
                            Any.pack(
                                TcpProxy.newBuilder()
                                    .setStatPrefix("controller")
                                    .setCluster(Names.CONTROLLER_CLUSTER)
                                    .setIdleTimeout(Durations.ZERO)
                                    .build()))))
        .build();
  }

  private static Cluster controller(BootstrapSettings settings) {
    Cluster cluster = cluster(Names.CONTROLLER_CLUSTER, settings.xds());
    return settings
        .tls()
        .map(tls -> XdsTransport.of(tls, settings.xds()))
        .map(transport -> cluster.toBuilder().setTransportSocket(transport).build())
        .orElse(cluster);
  }

  /** A message as text that Envoy reads, in a file that ends in {@code .json} or {@code .yaml}. */
  public static String json(Message message) {
    JsonFormat.TypeRegistry types =
        JsonFormat.TypeRegistry.newBuilder()
            .add(HttpProtocolOptions.getDescriptor())
            .add(DownstreamConnectionsConfig.getDescriptor())
            .add(FixedHeapConfig.getDescriptor())
            .add(HttpConnectionManager.getDescriptor())
            .add(Router.getDescriptor())
            .add(Lua.getDescriptor())
            .add(TcpProxy.getDescriptor())
            .add(HTTPFault.getDescriptor())
            .add(UpstreamTlsContext.getDescriptor())
            .add(Secret.getDescriptor())
            .add(ClusterConfig.getDescriptor())
            .build();
    try {
      return JsonFormat.printer().usingTypeRegistry(types).print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a part is a message of an unlisted type", e);
    }
  }

  /** An Envoy that lost its controller is back soon after the next one is there. */
  private static ApiConfigSource ads() {
    return ApiConfigSource.newBuilder()
        .setApiType(ApiConfigSource.ApiType.DELTA_GRPC)
        .setTransportApiVersion(ApiVersion.V3)
        .setSetNodeOnFirstMessageOnly(true)
        .addGrpcServices(
            GrpcService.newBuilder()
                .setEnvoyGrpc(
                    GrpcService.EnvoyGrpc.newBuilder()
                        .setClusterName(Names.CONTROLLER_CLUSTER)
                        .setRetryPolicy(
                            RetryPolicy.newBuilder()
                                .setRetryBackOff(
                                    BackoffStrategy.newBuilder()
                                        .setBaseInterval(Durations.fromMillis(200))
                                        .setMaxInterval(Durations.fromSeconds(2))))))
        .build();
  }

  /** Envoy waits for it as long as it takes: without it there is nothing to be ready for. */
  private static ConfigSource overAds() {
    return ConfigSource.newBuilder()
        .setAds(AggregatedConfigSource.getDefaultInstance())
        .setInitialFetchTimeout(Durations.ZERO)
        .setResourceApiVersion(ApiVersion.V3)
        .build();
  }

  /** HTTP/2 with keepalives: a peer that is gone without a word is noticed. */
  static Cluster cluster(String name, Address address) {
    Http2ProtocolOptions http2 =
        Http2ProtocolOptions.newBuilder()
            .setConnectionKeepalive(
                KeepaliveSettings.newBuilder()
                    .setInterval(Durations.fromSeconds(30))
                    .setTimeout(Durations.fromSeconds(5)))
            .build();
    Cluster.Builder cluster =
        at(name, address)
            .setConnectTimeout(Durations.fromSeconds(5))
            .setCircuitBreakers(NEVER_BREAKING)
            .putTypedExtensionProtocolOptions(
                "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                Any.pack(
                    HttpProtocolOptions.newBuilder()
                        .setExplicitHttpConfig(
                            HttpProtocolOptions.ExplicitHttpConfig.newBuilder()
                                .setHttp2ProtocolOptions(http2))
                        .build()));
    if (address instanceof Address.Tcp) {
      cluster.setUpstreamConnectionOptions(
          UpstreamConnectionOptions.newBuilder()
              .setTcpKeepalive(TcpKeepalive.getDefaultInstance()));
    }
    return cluster.build();
  }

  /** A cluster with one endpoint. */
  static Cluster.Builder at(String name, Address address) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(discovery(address))
        .setLoadAssignment(
            ClusterLoadAssignment.newBuilder()
                .setClusterName(name)
                .addEndpoints(
                    LocalityLbEndpoints.newBuilder()
                        .addLbEndpoints(
                            LbEndpoint.newBuilder()
                                .setEndpoint(Endpoint.newBuilder().setAddress(address(address))))));
  }

  private static Cluster.DiscoveryType discovery(Address address) {
    return switch (address) {
      case Address.Socket _ -> Cluster.DiscoveryType.STATIC;
      case Address.Tcp(String host, int _) ->
          isIpAddress(host) ? Cluster.DiscoveryType.STATIC : Cluster.DiscoveryType.STRICT_DNS;
    };
  }

  static boolean isIpAddress(String host) {
    return host.contains(":") || host.matches("[0-9.]+");
  }

  static io.envoyproxy.envoy.config.core.v3.Address address(Address address) {
    var builder = io.envoyproxy.envoy.config.core.v3.Address.newBuilder();
    return switch (address) {
      case Address.Tcp(String host, int port) ->
          builder
              .setSocketAddress(SocketAddress.newBuilder().setAddress(host).setPortValue(port))
              .build();
      case Address.Socket(var path) ->
          builder.setPipe(Pipe.newBuilder().setPath(path.toString())).build();
    };
  }

  private static LayeredRuntime runtime() {
    Value limit = Value.newBuilder().setNumberValue(Re2.LARGEST_PROGRAM).build();
    return LayeredRuntime.newBuilder()
        .addLayers(
            RuntimeLayer.newBuilder()
                .setName("aigw")
                .setStaticLayer(
                    Struct.newBuilder()
                        .putFields("re2.max_program_size.error_level", limit)
                        .putFields("re2.max_program_size.warn_level", limit)))
        .build();
  }

  private static OverloadManager overloadManager(BootstrapSettings settings) {
    OverloadManager.Builder manager =
        OverloadManager.newBuilder()
            .setRefreshInterval(Durations.fromMillis(250))
            .addResourceMonitors(
                monitor(
                    "envoy.resource_monitors.global_downstream_max_connections",
                    DownstreamConnectionsConfig.newBuilder()
                        .setMaxActiveDownstreamConnections(settings.maxConnections())
                        .build()));
    settings
        .maxHeapBytes()
        .ifPresent(
            bytes ->
                manager
                    .addResourceMonitors(
                        monitor(
                            FIXED_HEAP,
                            FixedHeapConfig.newBuilder().setMaxHeapSizeBytes(bytes).build()))
                    .addActions(action("envoy.overload_actions.shrink_heap", 0.9))
                    .addActions(action("envoy.overload_actions.stop_accepting_requests", 0.95)));
    return manager.build();
  }

  private static ResourceMonitor monitor(String name, Message config) {
    return ResourceMonitor.newBuilder().setName(name).setTypedConfig(Any.pack(config)).build();
  }

  private static OverloadAction action(String name, double heap) {
    return OverloadAction.newBuilder()
        .setName(name)
        .addTriggers(
            Trigger.newBuilder()
                .setName(FIXED_HEAP)
                .setThreshold(ThresholdTrigger.newBuilder().setValue(heap)))
        .build();
  }
}
