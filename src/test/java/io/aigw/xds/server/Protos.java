package io.aigw.xds.server;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import java.util.List;

/** Envoy messages as tests need them. */
final class Protos {

  static final String CLUSTERS = ResourceType.CLUSTER.url();
  static final String ENDPOINTS = ResourceType.ENDPOINTS.url();
  static final String LISTENERS = ResourceType.LISTENER.url();
  static final String ROUTES = ResourceType.ROUTES.url();
  static final String SCOPES = ResourceType.SCOPE.url();

  private Protos() {}

  static Snapshot snapshot(VersionedResource... resources) {
    return Snapshot.of(List.of(resources));
  }

  /** A cluster with endpoints from EDS; another timeout makes another version of it. */
  static VersionedResource cluster(String name, int timeoutSeconds) {
    return VersionedResource.of(name, clusterProto(name, timeoutSeconds));
  }

  static Cluster clusterProto(String name, int timeoutSeconds) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(Cluster.DiscoveryType.EDS)
        .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(ads()))
        .setConnectTimeout(Durations.fromSeconds(timeoutSeconds))
        .build();
  }

  static VersionedResource endpoints(String cluster, int... ports) {
    return VersionedResource.of(cluster, endpointsProto(cluster, ports));
  }

  static ClusterLoadAssignment endpointsProto(String cluster, int... ports) {
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(cluster);
    for (int port : ports) {
      assignment.addEndpoints(
          LocalityLbEndpoints.newBuilder()
              .addLbEndpoints(
                  LbEndpoint.newBuilder()
                      .setEndpoint(Endpoint.newBuilder().setAddress(address(port)))));
    }
    return assignment.build();
  }

  /** A listener that takes its routes from RDS. */
  static VersionedResource listener(String name, int port, String routes) {
    return VersionedResource.of(name, listenerProto(name, port, routes));
  }

  static Listener listenerProto(String name, int port, String routes) {
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix(name)
            .setRds(Rds.newBuilder().setConfigSource(ads()).setRouteConfigName(routes))
            .addHttpFilters(
                HttpFilter.newBuilder()
                    .setName("envoy.filters.http.router")
                    .setTypedConfig(Any.pack(Router.getDefaultInstance())))
            .build();
    return Listener.newBuilder()
        .setName(name)
        .setAddress(address(port))
        .addFilterChains(
            FilterChain.newBuilder()
                .addFilters(
                    Filter.newBuilder()
                        .setName("envoy.filters.network.http_connection_manager")
                        .setTypedConfig(Any.pack(manager))))
        .build();
  }

  /** Routes that send everything to one cluster. */
  static VersionedResource routes(String name, String cluster) {
    return VersionedResource.of(name, routesProto(name, cluster));
  }

  static RouteConfiguration routesProto(String name, String cluster) {
    return RouteConfiguration.newBuilder()
        .setName(name)
        .addVirtualHosts(virtualHostProto("all", "*", cluster))
        .build();
  }

  static VirtualHost virtualHostProto(String name, String domain, String cluster) {
    return VirtualHost.newBuilder()
        .setName(name)
        .addDomains(domain)
        .addRoutes(
            Route.newBuilder()
                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                .setRoute(RouteAction.newBuilder().setCluster(cluster)))
        .build();
  }

  static ConfigSource ads() {
    return ConfigSource.newBuilder()
        .setAds(AggregatedConfigSource.getDefaultInstance())
        .setResourceApiVersion(ApiVersion.V3)
        .build();
  }

  private static Address address(int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(port))
        .build();
  }
}
