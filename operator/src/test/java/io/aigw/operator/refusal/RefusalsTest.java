package io.aigw.operator.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.ir.Action;
import io.aigw.ir.Cluster;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Listener;
import io.aigw.ir.Route;
import io.aigw.ir.RouteMatch;
import io.aigw.ir.Scope;
import io.aigw.xds.server.Rejection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusalsTest {

  private static final String GROUP = "ns/gw";
  private static final String SCOPES =
      "type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration";
  private static final String CLUSTERS = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
  private static final String LISTENERS = "type.googleapis.com/envoy.config.listener.v3.Listener";
  private static final ObjectKey GATEWAY = new ObjectKey(Kind.GATEWAY, "ns", "gw");
  private static final ObjectKey ROUTE = new ObjectKey(Kind.AI_GATEWAY_ROUTE, "team", "chat");

  private final List<String> told = new ArrayList<>();
  private final Set<String> underTrial = new HashSet<>();
  private final List<Runnable> patience = new ArrayList<>();
  private final Refusals refusals =
      new Refusals(
          List.of(
              (object, before, after) ->
                  told.add(object + " " + before.size() + " -> " + after.size())),
          (gateway, scope) -> underTrial.contains(scope),
          patience::add);

  @BeforeEach
  void publish() {
    refusals.publishing(
        plan(
            scope("m", "team/chat/0", "team/chat/second"),
            scope(null, "team/chat/0", "others/route/0")));
  }

  @Test
  void aScopeIsItsRoutes() {
    reject("e1", SCOPES, "80|m/m/", "no such regex");

    assertThat(refusals.of(ROUTE))
        .containsExactly(
            new Refusal(
                ROUTE,
                GATEWAY,
                "e1",
                "80|m/m/",
                "spec.rules[0], spec.rules[second]",
                "no such regex"));
    assertThat(refusals.of(ROUTE).getFirst().text())
        .contains("Envoy e1 of gateway ns/gw refuses spec.rules[0]", "no such regex", "changes");
    assertThat(refusals.of(GATEWAY)).as("which serves all others").isEmpty();
    assertThat(told).containsExactly("aigatewayroute team/chat 0 -> 1");
  }

  @Test
  void aClusterIsItsBackendOrPool() {
    reject("e1", CLUSTERS, "backend/ns/b", "no");
    reject("e1", CLUSTERS, "pool-v1alpha2/ns/p", "no");
    reject("e1", CLUSTERS, "pool/ns/p/tls-0123456789ab", "no");

    assertThat(refusals.of(new ObjectKey(Kind.AI_SERVICE_BACKEND, "ns", "b"))).hasSize(1);
    assertThat(refusals.of(new ObjectKey(Kind.ALPHA_INFERENCE_POOL, "ns", "p"))).hasSize(1);
    assertThat(refusals.of(new ObjectKey(Kind.INFERENCE_POOL, "ns", "p"))).hasSize(1);
  }

  @Test
  void whatIsNobodysAloneIsTheGateways() {
    reject("e1", LISTENERS, "http-80", "cannot bind");
    reject("e1", SCOPES, "80|*", "one of many routes");
    refusals.rejected(new Rejection(GROUP, "e2", CLUSTERS, List.of("a", "b"), "nothing suits me"));

    assertThat(refusals.of(GATEWAY))
        .extracting(Refusal::resource)
        .containsExactly("http-80", "80|*", "every Cluster");
  }

  @Test
  void oneEnvoySpeaksForAllUntilTheLastHasRecovered() {
    reject("e1", SCOPES, "80|m/m/", "no");
    reject("e2", SCOPES, "80|m/m/", "no");
    assertThat(refusals.of(ROUTE)).extracting(Refusal::envoy).containsExactly("e1");

    refusals.recovered(GROUP, "e1", SCOPES, "80|m/m/");
    assertThat(refusals.of(ROUTE)).extracting(Refusal::envoy).containsExactly("e2");

    refusals.recovered(GROUP, "e2", SCOPES, "80|m/m/");
    assertThat(refusals.of(ROUTE)).isEmpty();
    assertThat(told)
        .containsExactly(
            "aigatewayroute team/chat 0 -> 1",
            "aigatewayroute team/chat 1 -> 1",
            "aigatewayroute team/chat 1 -> 0");
  }

  @Test
  void theOwnerIsThatOfTheNewestPlan() {
    reject("e1", SCOPES, "80|m/m/", "no");

    refusals.publishing(plan(scope("m", "others/route/0")));

    assertThat(refusals.of(ROUTE)).isEmpty();
    assertThat(refusals.of(new ObjectKey(Kind.AI_GATEWAY_ROUTE, "others", "route"))).hasSize(1);
  }

  @Test
  void anEnvoyThatComesBackAndRefusesAgainIsNoNews() {
    refusals.connected(GROUP, "e1");
    reject("e1", SCOPES, "80|m/m/", "no");
    told.clear();

    refusals.disconnected(GROUP, "e1");
    refusals.connected(GROUP, "e1");
    assertThat(refusals.of(ROUTE)).hasSize(1);
    reject("e1", SCOPES, "80|m/m/", "no");
    refusals.settled(GROUP, "e1", 7);
    patience.forEach(Runnable::run);

    assertThat(refusals.of(ROUTE)).hasSize(1);
    assertThat(told).isEmpty();
  }

  @Test
  void anEnvoyThatComesBackAndTakesEverythingRefusesNothingAnyMore() {
    refusals.connected(GROUP, "e1");
    reject("e1", SCOPES, "80|m/m/", "no");

    refusals.disconnected(GROUP, "e1");
    refusals.connected(GROUP, "e1");
    refusals.settled(GROUP, "e2", 7);
    assertThat(refusals.of(ROUTE)).as("what another says").hasSize(1);
    refusals.settled(GROUP, "e1", 7);

    assertThat(refusals.of(ROUTE)).isEmpty();
  }

  @Test
  void anEnvoyThatStaysAwayIsForgotten() {
    refusals.connected(GROUP, "e1");
    reject("e1", SCOPES, "80|m/m/", "no");

    refusals.disconnected(GROUP, "e1");
    assertThat(refusals.of(ROUTE)).hasSize(1);
    patience.forEach(Runnable::run);

    assertThat(refusals.of(ROUTE)).isEmpty();
  }

  @Test
  void aNewStreamThatIsThereBeforeTheOldOneIsMissedCounts() {
    refusals.connected(GROUP, "e1");
    refusals.connected(GROUP, "e1");
    reject("e1", SCOPES, "80|m/m/", "no");

    refusals.disconnected(GROUP, "e1");
    refusals.settled(GROUP, "e1", 7);

    assertThat(patience).isEmpty();
    assertThat(refusals.of(ROUTE)).hasSize(1);
  }

  @Test
  void aSharedScopeIsNobodysUntilTheSearchIsOver() {
    underTrial.add("80|*");
    reject("e1", SCOPES, "80|*", "one of many routes");
    assertThat(told).isEmpty();

    reject("e1", SCOPES, "80|?others/route|*", "one of many routes");
    refusals.recovered(GROUP, "e1", SCOPES, "80|*");
    assertThat(told).containsExactly("aigatewayroute others/route 0 -> 1");
  }

  @Test
  void aSharedScopeOfWhichNobodyIsGuiltyIsTheGateways() {
    underTrial.add("80|*");
    reject("e1", SCOPES, "80|*", "one of many routes");

    underTrial.clear();
    refusals.acknowledged(GROUP, 8);

    assertThat(told).containsExactly("gateway ns/gw 0 -> 1");
  }

  @Test
  void whatWasRefusedInATrialStaysSaidUntilTheNextTrialIsOver() {
    refusals.connected(GROUP, "e1");
    reject("e1", SCOPES, "80|?others/route|*", "one of many routes");
    told.clear();

    refusals.disconnected(GROUP, "e1");
    refusals.connected(GROUP, "e1");
    underTrial.add("80|*");
    reject("e1", SCOPES, "80|*", "one of many routes");
    refusals.settled(GROUP, "e1", 7);
    assertThat(told).isEmpty();

    underTrial.clear();
    refusals.recovered(GROUP, "e1", SCOPES, "80|*");
    refusals.settled(GROUP, "e1", 8);
    assertThat(told).containsExactly("aigatewayroute others/route 1 -> 0");
  }

  @Test
  void aGatewayThatIsGoneIsRefusedNothing() {
    reject("e1", SCOPES, "80|m/m/", "no");

    refusals.retired(GROUP);

    assertThat(refusals.of(ROUTE)).isEmpty();
    assertThat(told).last().isEqualTo("aigatewayroute team/chat 1 -> 0");
  }

  @Test
  void whatEnvoysOfAnotherReplicaRefuseCountsAsLongAsItSays() {
    Rejection there = new Rejection(GROUP, "e2", CLUSTERS, List.of("backend/ns/b"), "no");
    reject("e1", SCOPES, "80|m/m/", "no such regex");
    refusals.elsewhere("other", List.of(there));
    ObjectKey backend = new ObjectKey(Kind.AI_SERVICE_BACKEND, "ns", "b");

    assertThat(refusals.of(backend)).hasSize(1);
    assertThat(refusals.here())
        .as("what this replica tells others")
        .containsExactly(new Rejection(GROUP, "e1", SCOPES, List.of("80|m/m/"), "no such regex"));

    refusals.disconnected(GROUP, "e2");
    assertThat(refusals.of(backend)).as("an Envoy of that name left this replica").hasSize(1);
    refusals.elsewhere("other", List.of());
    assertThat(refusals.of(backend)).isEmpty();
    assertThat(refusals.of(ROUTE)).hasSize(1);
  }

  private void reject(String node, String type, String resource, String message) {
    refusals.rejected(new Rejection(GROUP, node, type, List.of(resource), message));
  }

  private static GatewayPlan plan(Scope... scopes) {
    OrderedMap<String, Cluster> clusters = OrderedMap.empty();
    for (String name :
        List.of("backend/ns/b", "pool-v1alpha2/ns/p", "pool/ns/p/tls-0123456789ab")) {
      clusters =
          clusters.with(
              name,
              Cluster.plain(name, Cluster.Discovery.ENDPOINTS, Cluster.Protocol.HTTP1, List.of()));
    }
    Scope general = scope(null);
    OrderedMap<String, Scope> byModel = OrderedMap.empty();
    for (Scope scope : scopes) {
      if (scope.model().isEmpty()) {
        general = scope;
      } else {
        byModel = byModel.with(scope.model().get(), scope);
      }
    }
    return new GatewayPlan(GROUP, List.of(new Listener(80, general, byModel, List.of())), clusters);
  }

  private static Scope scope(@org.jspecify.annotations.Nullable String model, String... routes) {
    return new Scope(
        Optional.ofNullable(model),
        List.of(routes).stream()
            .map(
                name ->
                    new Route(
                        name,
                        new RouteMatch(Optional.empty(), Optional.empty(), List.of()),
                        new Action.ModelNotFound()))
            .toList());
  }
}
