package io.aigw.xds.translate;

import com.google.protobuf.Message;
import io.aigw.collection.OrderedMap;
import io.aigw.ir.Cluster;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Listener;
import io.aigw.ir.Route;
import io.aigw.ir.Scope;
import io.aigw.ir.Secret;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Translates the plan of one Gateway to what its Envoys should know. Remembers the last plan and
 * what it made of it: only what differs is made anew, all other resources stay the same instances.
 * Use one per Gateway. Not threadsafe.
 */
public final class GatewayTranslator {

  private static final String LISTENER =
      VersionedResource.typeUrl(
          io.envoyproxy.envoy.config.listener.v3.Listener.getDefaultInstance());
  private static final String SCOPE =
      VersionedResource.typeUrl(ScopedRouteConfiguration.getDefaultInstance());
  private static final String CLUSTER =
      VersionedResource.typeUrl(io.envoyproxy.envoy.config.cluster.v3.Cluster.getDefaultInstance());
  private static final String ENDPOINTS =
      VersionedResource.typeUrl(ClusterLoadAssignment.getDefaultInstance());

  private static final String SECRET =
      VersionedResource.typeUrl(
          io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret.getDefaultInstance());

  private final ListenerTranslator listeners;
  private final ScopeTranslator scopes;
  private final ClusterTranslator clusters;
  private GatewayPlan last = new GatewayPlan("", List.of(), OrderedMap.empty());
  private final Map<Integer, ListenerNeeds> initial = new HashMap<>();

  /** How many scopes of a port have routes that need the processor. */
  private final Map<Integer, Integer> processing = new HashMap<>();

  /** How many scopes of a port have routes that ask somebody else's endpoint picker. */
  private final Map<Integer, Integer> askingOthers = new HashMap<>();

  /** How many scopes of a port have routes that have the processor choose an endpoint. */
  private final Map<Integer, Integer> picking = new HashMap<>();

  /** How many scopes of a port have routes that lead elsewhere what finds no room. */
  private final Map<Integer, Integer> overflowing = new HashMap<>();

  private Snapshot made = Snapshot.EMPTY;

  public GatewayTranslator(TranslatorSettings settings) {
    listeners = new ListenerTranslator(settings);
    scopes = new ScopeTranslator(settings.requests());
    clusters = new ClusterTranslator(settings.systemAuthorities());
  }

  /** What the Envoys should know now. */
  public Snapshot translate(GatewayPlan plan) {
    Changes changes = new Changes();
    if (made.find(LISTENER, ListenerTranslator.ANCHOR) == null) {
      changes.put(ListenerTranslator.ANCHOR, listeners.anchor());
    }
    plan.secrets()
        .differencesFrom(last.secrets(), (name, before, after) -> changes.secret(name, after));
    plan.clusters()
        .differencesFrom(last.clusters(), (name, before, after) -> changes.cluster(before, after));
    Map<Integer, Listener> before = byPort(last);
    Map<Integer, Listener> after = byPort(plan);
    before.forEach(
        (port, listener) -> {
          if (!after.containsKey(port)) {
            changes.unbind(listener);
          }
        });
    after.forEach((port, listener) -> changes.listener(plan.gateway(), before.get(port), listener));
    made = changes.next.build();
    last = plan;
    return made;
  }

  /** A resource to see whether Envoy takes these routes; no part of what is translated. */
  public VersionedResource trial(ScopeNames.Trial trial, List<Route> routes) {
    return VersionedResource.of(trial.resource(), scopes.trial(trial, routes));
  }

  private static Map<Integer, Listener> byPort(GatewayPlan plan) {
    Map<Integer, Listener> listeners = new TreeMap<>();
    plan.listeners().forEach(listener -> listeners.put(listener.port(), listener));
    return listeners;
  }

  /** What differs from the last snapshot. */
  private final class Changes {

    private final Snapshot.Builder next = made.next();

    void put(String name, Message message) {
      next.put(VersionedResource.of(name, message));
    }

    void put(ScopedRouteConfiguration scope) {
      put(scope.getName(), scope);
    }

    void secret(String name, @Nullable Secret after) {
      if (after == null) {
        next.remove(SECRET, name);
      } else {
        put(name, SecretTranslator.secret(name, after));
      }
    }

    void cluster(@Nullable Cluster before, @Nullable Cluster after) {
      if (after == null) {
        String name = Objects.requireNonNull(before).name();
        next.remove(CLUSTER, name);
        next.remove(ENDPOINTS, name);
        return;
      }
      boolean pushed = after.discovery() == Cluster.Discovery.ENDPOINTS;
      if (before == null
          || !pushed
          || !before.withoutEndpoints().equals(after.withoutEndpoints())) {
        put(after.name(), clusters.cluster(after));
      }
      if (pushed) {
        put(after.name(), clusters.loadAssignment(after));
      } else {
        next.remove(ENDPOINTS, after.name());
      }
    }

    void listener(String gateway, @Nullable Listener before, Listener after) {
      int port = after.port();
      if (before == null || !before.tls().equals(after.tls())) {
        put("http-" + port, listeners.listener(port, after.tls()));
      }
      if (before == null || !before.general().equals(after.general())) {
        put(scopes.general(port, after.general()));
      }
      after
          .byModel()
          .differencesFrom(
              before == null ? OrderedMap.empty() : before.byModel(),
              (model, old, now) -> {
                count(port, old, now);
                if (model.equals(ScopeTranslator.NO_MODEL)) {
                  return; // it is with the list of models
                }
                if (now == null) {
                  next.remove(SCOPE, ScopeTranslator.modelKey(port, model));
                } else {
                  put(scopes.ofModel(port, model, now));
                }
              });
      @Nullable Scope unnamed = after.byModel().get(ScopeTranslator.NO_MODEL);
      if (before == null
          || !Objects.equals(before.byModel().get(ScopeTranslator.NO_MODEL), unnamed)) {
        put(scopes.modelList(gateway, port, unnamed));
      }
      count(port, before == null ? null : before.general(), after.general());
      ListenerNeeds needs =
          new ListenerNeeds(
              !after.general().routes().isEmpty(),
              processing.getOrDefault(port, 0) > 0,
              askingOthers.getOrDefault(port, 0) > 0,
              picking.getOrDefault(port, 0) > 0,
              overflowing.getOrDefault(port, 0) > 0);
      boolean others = !needs.equals(initial.put(port, needs));
      if (others || before == null || !before.ahead().equals(after.ahead())) {
        put(scopes.initial(port, needs, after.ahead()));
      }
    }

    private void count(int port, @Nullable Scope before, @Nullable Scope after) {
      count(processing, port, ListenerNeeds::processor, before, after);
      count(askingOthers, port, ListenerNeeds::externalPicker, before, after);
      count(picking, port, ListenerNeeds::ownPicker, before, after);
      count(overflowing, port, ListenerNeeds::overflow, before, after);
    }

    private static void count(
        Map<Integer, Integer> counted,
        int port,
        Predicate<Scope> need,
        @Nullable Scope before,
        @Nullable Scope after) {
      int was = before != null && need.test(before) ? 1 : 0;
      int is = after != null && need.test(after) ? 1 : 0;
      counted.merge(port, is - was, Integer::sum);
    }

    void unbind(Listener listener) {
      int port = listener.port();
      initial.remove(port);
      processing.remove(port);
      askingOthers.remove(port);
      picking.remove(port);
      overflowing.remove(port);
      next.remove(LISTENER, "http-" + port);
      next.remove(SCOPE, ScopeTranslator.initialKey(port));
      next.remove(SCOPE, ScopeTranslator.fallbackKey(port));
      next.remove(SCOPE, ScopeTranslator.modelKey(port, ScopeTranslator.NO_MODEL));
      listener
          .byModel()
          .keySet()
          .forEach(model -> next.remove(SCOPE, ScopeTranslator.modelKey(port, model)));
    }
  }
}
