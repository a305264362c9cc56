package io.aigw.bench.change.stage;

/**
 * One response of the controller that Envoy has answered.
 *
 * @param seen when this program read of it, as {@link System#nanoTime()}
 * @param type the kind of resource, like {@code Cluster}
 * @param added how many resources it had
 * @param removed how many names it took away
 * @param accepted false: Envoy refused it
 */
public record Delivery(long seen, String type, int added, int removed, boolean accepted) {

  public static final String ROUTES = "ScopedRouteConfiguration";
  public static final String ENDPOINTS = "ClusterLoadAssignment";
  public static final String CLUSTERS = "Cluster";
  public static final String LISTENERS = "Listener";
}
