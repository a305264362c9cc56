package io.aigw.ir;

import io.aigw.collection.OrderedMap;
import java.util.List;

/**
 * Everything that the Envoys of one Gateway are to do.
 *
 * @param gateway {@code namespace/name}
 * @param listeners ordered by port, one per port
 * @param clusters what the listeners' routes lead to, by {@link Cluster#name}
 * @param secrets what clusters and listeners refer to, by name, and nothing else
 */
public record GatewayPlan(
    String gateway,
    List<Listener> listeners,
    OrderedMap<String, Cluster> clusters,
    OrderedMap<String, Secret> secrets) {

  public GatewayPlan {
    listeners = List.copyOf(listeners);
  }

  /** A plan in which nothing is secret. */
  public GatewayPlan(
      String gateway, List<Listener> listeners, OrderedMap<String, Cluster> clusters) {
    this(gateway, listeners, clusters, OrderedMap.empty());
  }
}
