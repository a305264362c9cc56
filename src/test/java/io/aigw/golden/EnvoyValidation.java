package io.aigw.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.aigw.testing.EnvoyBinary;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.aigw.xds.translate.Names;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.LayeredRuntime;
import io.envoyproxy.envoy.config.bootstrap.v3.RuntimeLayer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.ScopedRouteConfigurationsList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Has a real Envoy check a snapshot. Its validate mode fetches nothing from a server, so scopes and
 * endpoints are put into the listeners and clusters that refer to them; all else is as it would be
 * sent.
 */
final class EnvoyValidation {

  private static final String TYPE = "type.googleapis.com/envoy.config.";

  private EnvoyValidation() {}

  static void accepts(Snapshot snapshot, Path work) throws IOException, InterruptedException {
    Path config = work.resolve("bootstrap.pb");
    Files.write(config, bootstrap(snapshot).toByteArray());
    Process envoy =
        new ProcessBuilder(
                EnvoyBinary.path().toString(),
                "--mode",
                "validate",
                "-c",
                config.toString(),
                "--log-level",
                "warning")
            .redirectErrorStream(true)
            .start();
    String output = new String(envoy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(envoy.waitFor()).as(output).isZero();
  }

  private static Bootstrap bootstrap(Snapshot snapshot) throws InvalidProtocolBufferException {
    Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
    bootstrap.setLayeredRuntime(
        LayeredRuntime.newBuilder()
            .addLayers(
                RuntimeLayer.newBuilder()
                    .setName("static")
                    .setStaticLayer(
                        Struct.newBuilder()
                            .putFields(
                                "re2.max_program_size.error_level",
                                Value.newBuilder().setNumberValue(1_000).build()))));
    for (VersionedResource listener : snapshot.resources(TYPE + "listener.v3.Listener").values()) {
      bootstrap
          .getStaticResourcesBuilder()
          .addListeners(withScopes(listener.packed().unpack(Listener.class), scopes(snapshot)));
    }
    for (VersionedResource cluster : snapshot.resources(TYPE + "cluster.v3.Cluster").values()) {
      bootstrap
          .getStaticResourcesBuilder()
          .addClusters(withEndpoints(cluster.packed().unpack(Cluster.class), snapshot));
    }
    bootstrap
        .getStaticResourcesBuilder()
        .addClusters(
            Cluster.newBuilder()
                .setName(Names.PROCESSOR_CLUSTER)
                .setType(Cluster.DiscoveryType.STATIC));
    return bootstrap.build();
  }

  private static List<ScopedRouteConfiguration> scopes(Snapshot snapshot) {
    return snapshot.resources(TYPE + "route.v3.ScopedRouteConfiguration").values().stream()
        .map(EnvoyValidation::scope)
        .toList();
  }

  private static ScopedRouteConfiguration scope(VersionedResource resource) {
    try {
      return resource.packed().unpack(ScopedRouteConfiguration.class);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Listener withScopes(Listener listener, List<ScopedRouteConfiguration> scopes)
      throws InvalidProtocolBufferException {
    Listener.Builder inline = listener.toBuilder();
    var filter = inline.getFilterChainsBuilder(0).getFiltersBuilder(0);
    HttpConnectionManager.Builder manager =
        filter.getTypedConfig().unpack(HttpConnectionManager.class).toBuilder();
    manager
        .getScopedRoutesBuilder()
        .clearScopedRds()
        .setScopedRouteConfigurationsList(
            ScopedRouteConfigurationsList.newBuilder().addAllScopedRouteConfigurations(scopes));
    filter.setTypedConfig(Any.pack(manager.build()));
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
