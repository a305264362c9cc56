package io.aigw.operator.refusal;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Route;
import io.aigw.xds.translate.Origins;
import io.aigw.xds.translate.Origins.Origin;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The objects that the resources of one Gateway are made of. Immutable. */
final class Owners {

  private final Origins origins;

  /** An object, and what of it: {@link Refusal#part}. */
  record Owner(ObjectKey object, String part) {}

  Owners(GatewayPlan plan) {
    origins = new Origins(plan);
  }

  /** Who is to be told of a resource; the Gateway where it is nobody's alone. */
  Owner of(ObjectKey gateway, String typeUrl, String resource) {
    return switch (origins.of(typeUrl, resource)) {
      case Origin.OfGateway() -> new Owner(gateway, "");
      case Origin.OfCluster(var cluster) -> new Owner(ofCluster(gateway, cluster.name()), "");
      case Origin.OfRoutes(List<Route> routes) -> ofRoutes(gateway, routes);
    };
  }

  private static ObjectKey ofCluster(ObjectKey gateway, String cluster) {
    String[] name = cluster.split("/", 4);
    return switch (name[0]) {
      case "backend" -> new ObjectKey(Kind.AI_SERVICE_BACKEND, name[1], name[2]);
      case "service" -> new ObjectKey(Kind.SERVICE, name[1], name[2]);
      case "pool", "picker" -> new ObjectKey(Kind.INFERENCE_POOL, name[1], name[2]);
      case "pool-v1alpha2", "picker-v1alpha2" ->
          new ObjectKey(Kind.ALPHA_INFERENCE_POOL, name[1], name[2]);
      default -> gateway;
    };
  }

  private static Owner ofRoutes(ObjectKey gateway, List<Route> routes) {
    Set<ObjectKey> objects = routes.stream().map(Owners::object).collect(Collectors.toSet());
    if (objects.size() != 1) {
      return new Owner(gateway, "");
    }
    String rules =
        routes.stream()
            .map(Route::rule)
            .distinct()
            .map("spec.rules[%s]"::formatted)
            .collect(Collectors.joining(", "));
    return new Owner(objects.iterator().next(), rules);
  }

  private static ObjectKey object(Route route) {
    String object =
        route.ofHttpRoute() ? route.object().substring(Route.HTTP.length()) : route.object();
    String[] name = object.split("/", 2);
    return new ObjectKey(
        route.ofHttpRoute() ? Kind.HTTP_ROUTE : Kind.AI_GATEWAY_ROUTE, name[0], name[1]);
  }
}
