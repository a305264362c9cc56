package io.aigw.ir;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that the Envoys of one Gateway are to do.
 *
 * @param gateway {@code namespace/name}
 * @param listeners ordered by port, one per port
 * @param clusters what the listeners' routes lead to, by {@link Cluster#name}
 */
public record GatewayPlan(
    String gateway, List<Listener> listeners, SortedMap<String, Cluster> clusters) {
  public GatewayPlan {
    listeners = List.copyOf(listeners);
    clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
  }
}
