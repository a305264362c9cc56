package io.aigw.xds.live;

import io.aigw.collection.OrderedMap;
import io.aigw.compile.Compiler;
import io.aigw.compile.CompilerOptions;
import io.aigw.ir.Action;
import io.aigw.ir.Cluster;
import io.aigw.ir.Endpoint;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.HeaderEdits;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.Listener;
import io.aigw.ir.ModelMatch;
import io.aigw.ir.Route;
import io.aigw.ir.RouteMatch;
import io.aigw.ir.Scope;
import io.aigw.ir.Target;
import io.aigw.testing.Upstream;
import io.aigw.testing.YamlObjects;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Plans as tests need them: one port, scopes and clusters. */
final class Plans {

  static final String GATEWAY = "ns/gateway";
  static final int PORT = 80;

  /** A class and a Gateway with one listener. */
  static final String GATEWAY_OBJECTS =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: GatewayClass
      metadata: {name: aigw}
      spec: {controllerName: aigw.io/gatewayclass-controller}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: gateway}
      spec: {gatewayClassName: aigw, listeners: [{name: l, protocol: HTTP, port: 80}]}
      """;

  /** A Pod with the label {@code app: llm}, at 127.0.0.1. */
  static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: pod, labels: {app: llm}}
      status: {podIP: 127.0.0.1, conditions: [{type: Ready, status: "True"}]}
      """;

  private static final CompilerOptions OPTIONS =
      new CompilerOptions(CompilerOptions.DEFAULTS.controllerNames(), true, true);

  private Plans() {}

  /** A compiler that knows all kinds. */
  static Compiler compiler() {
    return new Compiler(OPTIONS);
  }

  /** The plan of the one Gateway of these objects. */
  static GatewayPlan compiled(Collection<String> objects) {
    return compiled(compiler(), objects);
  }

  /** What a compiler, which may have compiled others before, makes of these objects. */
  static GatewayPlan compiled(Compiler compiler, Collection<String> objects) {
    GatewayPlan plan =
        compiler
            .compile(YamlObjects.read(String.join("---\n", objects)))
            .gateways()
            .values()
            .iterator()
            .next();
    return new GatewayPlan(GATEWAY, plan.listeners(), plan.clusters(), plan.secrets());
  }

  /** The Service of an endpoint picker, whose one endpoint is a port of 127.0.0.1. */
  static String pickerService(String name, int port, String appProtocol) {
    return """
        apiVersion: v1
        kind: Service
        metadata: {name: %s}
        spec: {ports: [{port: 9002, appProtocol: %s}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %s, labels: {kubernetes.io/service-name: %s}}
        addressType: IPv4
        ports: [{port: %d}]
        endpoints: [{addresses: [127.0.0.1]}]
        """
        .formatted(name, appProtocol, name, name, port);
  }

  /** A plan with a scope of everything else that has no routes. */
  static GatewayPlan plan(List<Cluster> clusters, Scope... models) {
    return plan(clusters, List.of(), models);
  }

  static GatewayPlan plan(List<Cluster> clusters, List<Route> general, Scope... models) {
    OrderedMap<String, Cluster> byName = OrderedMap.empty();
    for (Cluster cluster : clusters) {
      byName = byName.with(cluster.name(), cluster);
    }
    OrderedMap<String, Scope> byModel = OrderedMap.empty();
    for (Scope scope : models) {
      byModel = byModel.with(scope.model().orElseThrow(), scope);
    }
    Listener listener =
        new Listener(PORT, new Scope(Optional.empty(), general), byModel, List.of());
    return new GatewayPlan(GATEWAY, List.of(listener), byName);
  }

  static Cluster cluster(String name, Upstream... upstreams) {
    List<Endpoint> endpoints =
        List.of(upstreams).stream().map(u -> new Endpoint("127.0.0.1", u.port())).toList();
    return Cluster.plain(name, Cluster.Discovery.ENDPOINTS, Cluster.Protocol.HTTP1, endpoints);
  }

  /** All requests for a model go to one cluster. */
  static Scope model(String model, String cluster) {
    return new Scope(Optional.of(model), List.of(route("ns/" + model + "/0", model, cluster)));
  }

  /** Like {@link #model}, with an expression that Envoy does not accept. */
  static Scope badModel(String model, String cluster) {
    return new Scope(
        Optional.of(model),
        List.of(
            route(
                "ns/" + model + "/0",
                Optional.of(model),
                List.of(new HeaderMatch.Regex("x-bad", "(")),
                cluster)));
  }

  static Route route(String name, String model, String cluster) {
    return route(name, Optional.of(model), List.of(), cluster);
  }

  static Route route(
      String name, Optional<String> model, List<HeaderMatch> headers, String cluster) {
    return new Route(
        name,
        new RouteMatch(Optional.empty(), model.map(ModelMatch.Exact::new), headers),
        new Action.Forward(
            List.of(new Target(1, Optional.of(cluster), Optional.empty(), HeaderEdits.NONE)),
            Duration.ZERO,
            Duration.ZERO));
  }
}
