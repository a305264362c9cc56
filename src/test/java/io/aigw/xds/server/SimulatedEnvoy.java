package io.aigw.xds.server;

import static io.aigw.xds.server.Protos.CLUSTERS;
import static io.aigw.xds.server.Protos.ENDPOINTS;
import static io.aigw.xds.server.Protos.LISTENERS;
import static io.aigw.xds.server.Protos.ROUTES;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Behaves like Envoy where it matters to a control plane: a cluster is warm when its endpoints have
 * come since it was told, the acknowledgement of clusters waits until all are warm, endpoints and
 * routes are asked for by name, a response with something bad in it is refused as a whole, and a
 * new stream begins with the versions of what is there. Requests are answered when the test says
 * so.
 *
 * <p>Fails the test as soon as a route names a cluster that cannot serve.
 */
final class SimulatedEnvoy {

  /** What it refuses, in the name of a virtual host. */
  static final String BAD = "bad";

  private final Rig rig;
  private final String id;
  private final Map<String, Map<String, Resource>> state = new TreeMap<>();
  private final Set<String> warming = new HashSet<>();
  private final Set<String> active = new HashSet<>();
  private final Deque<DeltaDiscoveryResponse> owed = new ArrayDeque<>();
  private final Deque<DeltaDiscoveryResponse> inbox = new ArrayDeque<>();
  private DeltaClient client;
  private int resourcesTold;

  SimulatedEnvoy(Rig rig, String id) {
    this.rig = rig;
    this.id = id;
    this.client = rig.connect(id);
    begin();
  }

  /** Handles one response. */
  boolean step() {
    inbox.addAll(client.received());
    DeltaDiscoveryResponse response = inbox.poll();
    if (response == null) {
      return false;
    }
    handle(response);
    routesAreServed();
    return true;
  }

  /** Handles all responses, also those that come meanwhile. */
  void settle() {
    int steps = 0;
    while (step()) {
      assertThat(++steps).as("responses without an end").isLessThan(10_000);
    }
  }

  void reconnect() {
    client.close();
    client = rig.connect(id);
    inbox.clear();
    owed.clear();
    // Envoy takes endpoints that it knows when none are told for a while
    List.copyOf(warming).stream().filter(resources(ENDPOINTS)::containsKey).forEach(this::warm);
    begin();
  }

  /** The versions of what it has by type and name. */
  Map<String, String> versions(String type) {
    Map<String, String> versions = new TreeMap<>();
    resources(type).forEach((name, resource) -> versions.put(name, resource.getVersion()));
    return versions;
  }

  /** How many resources it was told since it is there. */
  int resourcesTold() {
    return resourcesTold;
  }

  private void begin() {
    client.resume(CLUSTERS, versions(CLUSTERS));
    if (!resources(CLUSTERS).isEmpty()) {
      client.resume(ENDPOINTS, versions(ENDPOINTS), names(resources(CLUSTERS).keySet()));
    }
    client.resume(LISTENERS, versions(LISTENERS));
    if (!resources(LISTENERS).isEmpty()) {
      client.resume(ROUTES, versions(ROUTES), names(resources(LISTENERS).keySet()));
    }
  }

  private void handle(DeltaDiscoveryResponse response) {
    String type = response.getTypeUrl();
    resourcesTold += response.getResourcesCount();
    if (response.getResourcesList().stream().anyMatch(SimulatedEnvoy::isBad)) {
      client.nack(response, "there is something bad in it");
      return;
    }
    Map<String, Resource> resources = resources(type);
    List<String> added = new ArrayList<>();
    for (Resource resource : response.getResourcesList()) {
      if (isWanted(type, resource.getName())
          && resources.put(resource.getName(), resource) == null) {
        added.add(resource.getName());
      }
    }
    response.getRemovedResourcesList().forEach(resources::remove);
    if (type.equals(CLUSTERS)) {
      response.getResourcesList().forEach(cluster -> warming.add(cluster.getName()));
      warming.removeAll(response.getRemovedResourcesList());
      active.removeAll(response.getRemovedResourcesList());
      ask(ENDPOINTS, added, response.getRemovedResourcesList());
      owed.add(response);
    } else {
      if (type.equals(ENDPOINTS)) {
        response.getResourcesList().forEach(endpoints -> warm(endpoints.getName()));
      } else if (type.equals(LISTENERS)) {
        ask(ROUTES, added, response.getRemovedResourcesList());
      }
      client.ack(response);
    }
    while (warming.isEmpty() && !owed.isEmpty()) {
      client.ack(owed.remove());
    }
  }

  /** What comes when it is no longer asked for is overlooked. */
  private boolean isWanted(String type, String name) {
    return type.equals(ENDPOINTS)
        ? resources(CLUSTERS).containsKey(name)
        : !type.equals(ROUTES) || resources(LISTENERS).containsKey(name);
  }

  private void warm(String cluster) {
    if (warming.remove(cluster)) {
      active.add(cluster);
    }
  }

  private void ask(String type, List<String> added, List<String> removed) {
    if (!removed.isEmpty()) {
      removed.forEach(resources(type)::remove);
      client.unsubscribe(type, names(removed));
    }
    if (!added.isEmpty()) {
      client.subscribe(type, names(added));
    }
  }

  private void routesAreServed() {
    resources(ROUTES)
        .forEach(
            (name, resource) ->
                assertThat(active)
                    .as("clusters that %s can serve %s with", id, name)
                    .contains(cluster(resource)));
    resources(ROUTES)
        .forEach(
            (name, resource) ->
                assertThat(resources(ENDPOINTS).get(cluster(resource)))
                    .as("endpoints that %s can serve %s with", id, name)
                    .matches(endpoints -> !isEmpty(endpoints)));
  }

  private static boolean isEmpty(Resource endpoints) {
    try {
      return ClusterLoadAssignment.parseFrom(endpoints.getResource().getValue())
          .getEndpointsList()
          .isEmpty();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String cluster(Resource resource) {
    return routes(resource).getVirtualHosts(0).getRoutes(0).getRoute().getCluster();
  }

  private static boolean isBad(Resource resource) {
    return resource.getResource().getTypeUrl().equals(ROUTES)
        && routes(resource).getVirtualHosts(0).getName().equals(BAD);
  }

  private static RouteConfiguration routes(Resource resource) {
    try {
      return RouteConfiguration.parseFrom(resource.getResource().getValue());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Map<String, Resource> resources(String type) {
    return state.computeIfAbsent(type, key -> new HashMap<>());
  }

  private static String[] names(Iterable<String> names) {
    List<String> list = new ArrayList<>();
    names.forEach(list::add);
    return list.toArray(String[]::new);
  }
}
