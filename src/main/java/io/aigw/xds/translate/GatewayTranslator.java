package io.aigw.xds.translate;

import com.google.protobuf.Message;
import io.aigw.ir.Cluster;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Listener;
import io.aigw.ir.ModelCatalogue;
import io.aigw.ir.Scope;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Translates the plan of one Gateway to what its Envoys should know. Remembers what it made of the
 * last plan, so that an equal node gives the same resource instance again; use one per Gateway. Not
 * threadsafe.
 */
public final class GatewayTranslator {

  private final ListenerTranslator listeners;
  private final ScopeTranslator scopes;
  private final ClusterTranslator clusters = new ClusterTranslator();
  private Map<Object, VersionedResource> known = new HashMap<>();
  private Snapshot last = Snapshot.EMPTY;

  public GatewayTranslator(TranslatorSettings settings) {
    listeners = new ListenerTranslator(settings);
    scopes = new ScopeTranslator(settings.maxRequestBytes());
  }

  public Snapshot translate(GatewayPlan plan) {
    Translation translation = new Translation();
    for (Cluster cluster : plan.clusters().values()) {
      translation.add(cluster);
    }
    translation.add(ListenerTranslator.ANCHOR, ListenerTranslator.ANCHOR, listeners::anchor);
    for (Listener listener : plan.listeners()) {
      translation.add(listener);
    }
    last = translation.snapshot();
    known = translation.made;
    return last;
  }

  /** What identifies a translation's input: the node itself with what else went into it. */
  private record Node(Object what, Object node) {}

  private record Catalogues(int port, List<ModelCatalogue> catalogues, List<Scope> scopes) {}

  private record PortScope(int port, Scope scope) {}

  /** The translation of one plan. */
  private final class Translation {

    private final Map<Object, VersionedResource> made = new HashMap<>();

    /**
     * The last snapshot with what is different, so that comparing the two costs no more than that.
     */
    Snapshot snapshot() {
      Snapshot.Builder next = last.next();
      Set<Name> names = new HashSet<>();
      made.values().forEach(resource -> names.add(new Name(resource)));
      for (VersionedResource resource : known.values()) {
        if (!names.contains(new Name(resource))) {
          next.remove(resource.typeUrl(), resource.name());
        }
      }
      made.forEach(
          (node, resource) -> {
            if (!known.containsKey(node)) {
              next.put(resource);
            }
          });
      return next.build();
    }

    private record Name(String typeUrl, String name) {
      Name(VersionedResource resource) {
        this(resource.typeUrl(), resource.name());
      }
    }

    void add(Cluster cluster) {
      boolean pushed = cluster.discovery() == Cluster.Discovery.ENDPOINTS;
      Cluster withoutEndpoints =
          pushed
              ? new Cluster(cluster.name(), cluster.discovery(), cluster.protocol(), List.of())
              : cluster;
      add(withoutEndpoints, cluster.name(), () -> clusters.cluster(cluster));
      if (pushed) {
        add(new Node("endpoints", cluster), cluster.name(), () -> clusters.loadAssignment(cluster));
      }
    }

    void add(Listener listener) {
      int port = listener.port();
      add(new Node("listener", port), "http-" + port, () -> listeners.listener(port));
      add(new Node("initial", port), ScopeTranslator.initialKey(port), () -> scopes.initial(port));
      List<Scope> sharing =
          listener.scopes().stream().filter(ScopeTranslator::isWithCatalogues).toList();
      add(
          new Catalogues(port, listener.models(), sharing),
          () -> scopes.catalogues(port, listener.models(), sharing));
      for (Scope scope : listener.scopes()) {
        if (!ScopeTranslator.isWithCatalogues(scope)) {
          add(new PortScope(port, scope), () -> scopes.scope(port, scope));
        }
      }
    }

    private void add(Object node, Supplier<ScopedRouteConfiguration> translation) {
      reuse(
          node,
          () -> {
            ScopedRouteConfiguration scope = translation.get();
            return VersionedResource.of(scope.getName(), scope);
          });
    }

    private void add(Object node, String name, Supplier<? extends Message> translation) {
      reuse(node, () -> VersionedResource.of(name, translation.get()));
    }

    private void reuse(Object node, Supplier<VersionedResource> translation) {
      VersionedResource resource = known.get(node);
      if (resource == null) {
        resource = translation.get();
      }
      made.put(node, resource);
    }
  }
}
