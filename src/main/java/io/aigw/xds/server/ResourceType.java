package io.aigw.xds.server;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the server knows of a type of resources. A type that it does not know is served as well:
 * without an order to the others, its removals told at once.
 *
 * @param url the type URL
 * @param lingers whether others refer to its resources, so that a removal waits until these have
 *     changed and a grace has passed
 * @param absence what is told of a name that was asked for and does not exist
 */
record ResourceType(String url, boolean lingers, Absence absence) {

  enum Absence {
    /** The name is among the removed resources. */
    REMOVED,
    /**
     * An assignment without endpoints: the cluster is warm, and has nothing to offer. A cluster
     * that is being told although it is gone by now has the endpoints it had: routes to it follow.
     */
    NO_ENDPOINTS
  }

  private static final String PREFIX = "type.googleapis.com/";

  static final ResourceType CLUSTER =
      new ResourceType(PREFIX + "envoy.config.cluster.v3.Cluster", true, Absence.REMOVED);
  static final ResourceType ENDPOINTS =
      new ResourceType(
          PREFIX + "envoy.config.endpoint.v3.ClusterLoadAssignment", true, Absence.NO_ENDPOINTS);
  static final ResourceType SECRET =
      new ResourceType(
          PREFIX + "envoy.extensions.transport_sockets.tls.v3.Secret", true, Absence.REMOVED);
  static final ResourceType LISTENER =
      new ResourceType(PREFIX + "envoy.config.listener.v3.Listener", false, Absence.REMOVED);
  static final ResourceType SCOPE =
      new ResourceType(
          PREFIX + "envoy.config.route.v3.ScopedRouteConfiguration", false, Absence.REMOVED);
  static final ResourceType ROUTES =
      new ResourceType(PREFIX + "envoy.config.route.v3.RouteConfiguration", false, Absence.REMOVED);

  /** What refers to clusters, each type after the one that refers to it. */
  static final List<ResourceType> REFERRING = List.of(LISTENER, SCOPE, ROUTES);

  private static final Map<String, ResourceType> KNOWN =
      Map.of(
          CLUSTER.url, CLUSTER,
          ENDPOINTS.url, ENDPOINTS,
          SECRET.url, SECRET,
          LISTENER.url, LISTENER,
          SCOPE.url, SCOPE,
          ROUTES.url, ROUTES);

  static ResourceType of(String url) {
    ResourceType known = KNOWN.get(url);
    return known != null ? known : new ResourceType(url, false, Absence.REMOVED);
  }

  /**
   * A resource as it goes over the wire.
   *
   * <p>Envoy (1.40) refuses a response with a bad scope as a whole, but remembers the good ones in
   * it as if it had applied them, and when they are told again finds nothing new in them. So a
   * scope is never told twice with the same content: the name of its routes, which nothing depends
   * on, ends differently each time.
   */
  Any told(VersionedResource resource) {
    if (!equals(SCOPE)) {
      return resource.packed();
    }
    // concatenated messages are merged: this is a second value for the one field
    ByteString mark =
        ScopedRouteConfiguration.newBuilder()
            .setRouteConfiguration(
                RouteConfiguration.newBuilder()
                    .setName(
                        resource.name()
                            + "#"
                            + Long.toHexString(ThreadLocalRandom.current().nextLong())))
            .build()
            .toByteString();
    return resource.packed().toBuilder()
        .setValue(resource.packed().getValue().concat(mark))
        .build();
  }

  /** Whether it is told as of the newest publication, in no order to clusters or one another. */
  boolean isUnordered() {
    return !equals(CLUSTER) && !REFERRING.contains(this);
  }
}
