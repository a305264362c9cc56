package io.aigw.testing;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.aigw.compile.Re2;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.LayeredRuntime;
import io.envoyproxy.envoy.config.bootstrap.v3.RuntimeLayer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.ScopedRouteConfigurationsList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A snapshot as the configuration of an Envoy without a server: scopes and endpoints are put into
 * the listeners and clusters that refer to them; all else is as it would be sent.
 */
public final class InlineBootstrap {

  private static final String TYPE = "type.googleapis.com/envoy.config.";

  private InlineBootstrap() {}

  /**
   * The configuration.
   *
   * @param answering the clusters that answer Envoy's questions, which are no part of a snapshot
   */
  public static Bootstrap of(Snapshot snapshot, List<Cluster> answering)
      throws InvalidProtocolBufferException {
    Bootstrap.Builder bootstrap = Bootstrap.newBuilder().setLayeredRuntime(runtime());
    List<ScopedRouteConfiguration> scopes = new ArrayList<>();
    for (VersionedResource scope :
        snapshot.resources(TYPE + "route.v3.ScopedRouteConfiguration").values()) {
      scopes.add(scope.packed().unpack(ScopedRouteConfiguration.class));
    }
    var resources = bootstrap.getStaticResourcesBuilder().addAllClusters(answering);
    for (VersionedResource listener : snapshot.resources(TYPE + "listener.v3.Listener").values()) {
      if (scopes.isEmpty()) {
        // nothing is served: what is left has no scopes to be put into it
        continue;
      }
      resources.addListeners(withScopes(listener.packed().unpack(Listener.class), scopes));
    }
    for (VersionedResource cluster : snapshot.resources(TYPE + "cluster.v3.Cluster").values()) {
      resources.addClusters(withEndpoints(cluster.packed().unpack(Cluster.class), snapshot));
    }
    return bootstrap.build();
  }

  private static LayeredRuntime runtime() {
    Value limit = Value.newBuilder().setNumberValue(Re2.LARGEST_PROGRAM).build();
    return LayeredRuntime.newBuilder()
        .addLayers(
            RuntimeLayer.newBuilder()
                .setName("static")
                .setStaticLayer(
                    Struct.newBuilder().putFields("re2.max_program_size.error_level", limit)))
        .build();
  }

  private static Listener withScopes(Listener listener, List<ScopedRouteConfiguration> scopes)
      throws InvalidProtocolBufferException {
    Listener.Builder inline = listener.toBuilder();
    for (FilterChain.Builder chain : inline.getFilterChainsBuilderList()) {
      Filter.Builder filter = chain.getFiltersBuilder(0);
      HttpConnectionManager.Builder manager =
          filter.getTypedConfig().unpack(HttpConnectionManager.class).toBuilder();
      manager
          .getScopedRoutesBuilder()
          .clearScopedRds()
          .setScopedRouteConfigurationsList(
              ScopedRouteConfigurationsList.newBuilder().addAllScopedRouteConfigurations(scopes));
      filter.setTypedConfig(Any.pack(manager.build()));
    }
    return inline.build();
  }

  private static Cluster withEndpoints(Cluster cluster, Snapshot snapshot)
      throws InvalidProtocolBufferException {
    if (cluster.getType() != Cluster.DiscoveryType.EDS) {
      return cluster;
    }
    VersionedResource endpoints =
        Objects.requireNonNull(
            snapshot.resources(TYPE + "endpoint.v3.ClusterLoadAssignment").get(cluster.getName()),
            "endpoints of " + cluster.getName());
    return cluster.toBuilder()
        .setType(Cluster.DiscoveryType.STATIC)
        .clearEdsClusterConfig()
        .setLoadAssignment(endpoints.packed().unpack(ClusterLoadAssignment.class))
        .build();
  }
}
