package io.aigw.xds.server;

import java.util.List;
import java.util.Map;

/**
 * What the server knows of a type of resources. A type that it does not know is served as well:
 * without an order to the others, its removals told at once.
 *
 * @param url the type URL
 * @param lingers whether others refer to its resources, so that a removal waits until these have
 *     changed and a grace has passed
 * @param absence what is told of a name that was asked for and does not exist
 * @param nested whether a resource belongs to one of another type, whose name and a slash its own
 *     name starts with
 */
record ResourceType(String url, boolean lingers, Absence absence, boolean nested) {

  enum Absence {
    /** The name is among the removed resources. */
    REMOVED,
    /** An assignment without endpoints: the cluster is warm, and has nothing to offer. */
    NO_ENDPOINTS,
    /** A resource without content, by which Envoy ends its search for a virtual host. */
    UNRESOLVED
  }

  private static final String PREFIX = "type.googleapis.com/";

  static final ResourceType CLUSTER =
      new ResourceType(PREFIX + "envoy.config.cluster.v3.Cluster", true, Absence.REMOVED, false);
  static final ResourceType ENDPOINTS =
      new ResourceType(
          PREFIX + "envoy.config.endpoint.v3.ClusterLoadAssignment",
          true,
          Absence.NO_ENDPOINTS,
          false);
  static final ResourceType SECRET =
      new ResourceType(
          PREFIX + "envoy.extensions.transport_sockets.tls.v3.Secret",
          true,
          Absence.REMOVED,
          false);
  static final ResourceType LISTENER =
      new ResourceType(PREFIX + "envoy.config.listener.v3.Listener", false, Absence.REMOVED, false);
  static final ResourceType SCOPE =
      new ResourceType(
          PREFIX + "envoy.config.route.v3.ScopedRouteConfiguration", false, Absence.REMOVED, false);
  static final ResourceType ROUTES =
      new ResourceType(
          PREFIX + "envoy.config.route.v3.RouteConfiguration", false, Absence.REMOVED, false);
  static final ResourceType VIRTUAL_HOST =
      new ResourceType(
          PREFIX + "envoy.config.route.v3.VirtualHost", false, Absence.UNRESOLVED, true);

  /** What refers to clusters, each type after the one that refers to it. */
  static final List<ResourceType> REFERRING = List.of(LISTENER, SCOPE, ROUTES, VIRTUAL_HOST);

  private static final Map<String, ResourceType> KNOWN =
      Map.of(
          CLUSTER.url, CLUSTER,
          ENDPOINTS.url, ENDPOINTS,
          SECRET.url, SECRET,
          LISTENER.url, LISTENER,
          SCOPE.url, SCOPE,
          ROUTES.url, ROUTES,
          VIRTUAL_HOST.url, VIRTUAL_HOST);

  static ResourceType of(String url) {
    ResourceType known = KNOWN.get(url);
    return known != null ? known : new ResourceType(url, false, Absence.REMOVED, false);
  }

  /** Whether its changes wait for no other type, and no other type waits for them. */
  boolean isUnordered() {
    return !equals(CLUSTER) && !REFERRING.contains(this);
  }

  /** The name of what a nested resource belongs to; empty where the name has no slash. */
  static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }
}
