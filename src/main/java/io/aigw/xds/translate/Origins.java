package io.aigw.xds.translate;

import io.aigw.ir.Cluster;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Route;
import java.util.List;
import java.util.Optional;

/** Translation backwards: the part of a plan that a resource is made of. Immutable. */
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

  private final GatewayPlan plan;

  public Origins(GatewayPlan plan) {
    this.plan = plan;
  }

  /** The origin of a resource; the Gateway where there is none (any more). */
  public Origin of(String typeUrl, String resource) {
    return switch (typeUrl.substring(typeUrl.lastIndexOf('.') + 1)) {
      case "Secret" ->
          plan.clusters().values().stream()
              .filter(cluster -> cluster.secrets().contains(resource))
              .findFirst()
              .<Origin>map(Origin.OfCluster::new)
              .orElseGet(Origin.OfGateway::new);
      case "Cluster", "ClusterLoadAssignment" -> {
        Cluster cluster = plan.clusters().get(resource);
        yield cluster == null ? new Origin.OfGateway() : new Origin.OfCluster(cluster);
      }
      case "ScopedRouteConfiguration" -> {
        Optional<ScopeNames.Trial> trial = ScopeNames.Trial.of(resource);
        yield ScopeNames.find(plan, trial.map(ScopeNames.Trial::scope).orElse(resource))
            .<Origin>map(
                scope ->
                    new Origin.OfRoutes(
                        trial
                            .map(ScopeNames.Trial::object)
                            .map(scope::routesOf)
                            .orElse(scope.routes())))
            .orElseGet(Origin.OfGateway::new);
      }
      default -> new Origin.OfGateway();
    };
  }
}
