package io.aigw.xds.translate;

import io.aigw.ir.Cluster;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Listener;
import io.aigw.ir.Route;
import io.aigw.ir.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Translation backwards: the part of a plan that a resource is made of. Immutable; making one costs
 * as much as the plan is large, so it is made only when somebody asks.
 */
public final class Origins {

  /** What a resource is made of. */
  public sealed interface Origin {

    /** The Gateway itself: its listeners, and what is made of all its routes together. */
    record OfGateway() implements Origin {}

    /** A cluster, or its endpoints. */
    record OfCluster(Cluster cluster) implements Origin {}

    /** A scope's routes. */
    record OfRoutes(List<Route> routes) implements Origin {
      public OfRoutes {
        routes = List.copyOf(routes);
      }
    }
  }

  private final Map<String, Scope> scopes = new HashMap<>();
  private final Map<String, Cluster> clusters;

  public Origins(GatewayPlan plan) {
    clusters = plan.clusters();
    for (Listener listener : plan.listeners()) {
      for (Scope scope : listener.scopes()) {
        if (!ScopeTranslator.isWithCatalogues(scope)) {
          scopes.put(ScopeTranslator.key(listener.port(), scope), scope);
        }
      }
    }
  }

  /** The origin of a resource; the Gateway where there is none (any more). */
  public Origin of(String typeUrl, String resource) {
    return switch (typeUrl.substring(typeUrl.lastIndexOf('.') + 1)) {
      case "Cluster", "ClusterLoadAssignment" -> {
        Cluster cluster = clusters.get(resource);
        yield cluster == null ? new Origin.OfGateway() : new Origin.OfCluster(cluster);
      }
      case "ScopedRouteConfiguration" -> {
        Scope scope = scopes.get(resource);
        yield scope == null ? new Origin.OfGateway() : new Origin.OfRoutes(scope.routes());
      }
      default -> new Origin.OfGateway();
    };
  }
}
