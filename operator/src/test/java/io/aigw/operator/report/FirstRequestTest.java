package io.aigw.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.compile.Compilation;
import io.aigw.ir.Action;
import io.aigw.ir.Cluster;
import io.aigw.ir.Endpoint;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.HeaderEdits;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.Listener;
import io.aigw.ir.ModelCatalogue;
import io.aigw.ir.ModelMatch;
import io.aigw.ir.Route;
import io.aigw.ir.RouteMatch;
import io.aigw.ir.Scope;
import io.aigw.ir.Target;
import io.aigw.ir.TlsServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirstRequestTest {

  private static final String URL = "http://127.0.0.1:8080";
  private static final RouteMatch ANY =
      new RouteMatch(Optional.empty(), Optional.empty(), List.of());

  @Test
  void isWhatTheFirstRuleThatServesTakes() {
    RouteMatch yes =
        new RouteMatch(
            Optional.of("*.example.com"),
            Optional.of(new ModelMatch.Exact("mistral:latest")),
            List.of(new HeaderMatch.Exact("x-target", "it's")));

    assertThat(curl(route("2", ANY, "up"), route("0", ANY, "down"), route("1", yes, "up")))
        .contains(
            "curl http://127.0.0.1:8080/v1/chat/completions -H 'content-type: application/json'"
                + " -H 'host: any.example.com' -H 'x-target: it'\\''s'"
                + " -d '{\"model\":\"mistral:latest\","
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'");
  }

  @Test
  void asksForTheHostOfACertificateWhereverThatIs() {
    List<TlsServer> tls =
        List.of(new TlsServer(Optional.of("*.example.com"), List.of("certificate/default/c")));

    assertThat(curl(tls, "https://127.0.0.1:8443", route("0", ANY, "up")).orElseThrow())
        .startsWith(
            "curl --insecure --connect-to ::127.0.0.1:8443"
                + " https://any.example.com/v1/chat/completions -H 'content-type: ");
    assertThat(
            curl(
                    List.of(new TlsServer(Optional.empty(), List.of("certificate/default/c"))),
                    "https://127.0.0.1:8443",
                    route("0", ANY, "up"))
                .orElseThrow())
        .startsWith("curl --insecure https://127.0.0.1:8443/v1/chat/completions -H ");
  }

  @Test
  void asksForAModelThatIsListedWhereTheRuleTakesAny() {
    assertThat(curl(route("0", ANY, "up")).orElseThrow())
        .contains("{\"model\":\"a \\\"listed\\\" model\",");
  }

  @Test
  void thereIsNoneWhereNothingServesOrOnlyAnExpressionTellsWhat() {
    RouteMatch expression =
        new RouteMatch(
            Optional.empty(), Optional.empty(), List.of(new HeaderMatch.Regex("x", "a+")));
    Route notFound = new Route("default/route/0", ANY, new Action.ModelNotFound());

    assertThat(curl(notFound)).isEmpty();
    assertThat(curl(route("0", ANY, "down"))).isEmpty();
    assertThat(curl(route("0", expression, "up"))).isEmpty();
  }

  private static Optional<String> curl(Route... routes) {
    return curl(List.of(), URL, routes);
  }

  private static Optional<String> curl(List<TlsServer> tls, String url, Route... routes) {
    Listener listener =
        new Listener(
            80,
            tls,
            Scope.NONE,
            new Scope(Optional.empty(), List.of(routes)),
            OrderedMap.empty(),
            List.of(
                new ModelCatalogue(
                    Optional.empty(),
                    OrderedMap.<String, ModelCatalogue.Model>empty()
                        .with(
                            "a \"listed\" model",
                            new ModelCatalogue.Model("a \"listed\" model", "me", 0)))));
    OrderedMap<String, Cluster> clusters =
        OrderedMap.copyOf(
            Map.of(
                "up", cluster("up", List.of(new Endpoint("127.0.0.1", 1))),
                "down", cluster("down", List.of())));
    GatewayPlan plan = new GatewayPlan("default/llm", List.of(listener), clusters);
    ObjectKey route = new ObjectKey(Kind.AI_GATEWAY_ROUTE, "default", "route");
    List<Compilation.RuleWay> ways =
        List.of("0", "1", "2").stream()
            .map(rule -> new Compilation.RuleWay(route, rule, "", Compilation.Way.NATIVE, ""))
            .toList();
    Compilation compilation =
        new Compilation(
            OrderedMap.empty(),
            OrderedMap.empty(),
            OrderedMap.<ObjectKey, List<Compilation.RuleWay>>empty().with(route, ways));
    return FirstRequest.curl(compilation, plan, listener, url);
  }

  private static Cluster cluster(String name, List<Endpoint> endpoints) {
    return Cluster.plain(name, Cluster.Discovery.ENDPOINTS, Cluster.Protocol.HTTP1, endpoints);
  }

  private static Route route(String rule, RouteMatch match, String cluster) {
    return new Route(
        "default/route/" + rule,
        match,
        new Action.Forward(
            List.of(new Target(1, Optional.of(cluster), Optional.empty(), HeaderEdits.NONE)),
            Duration.ZERO,
            Duration.ZERO));
  }
}
