package io.aigw.xds.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.collection.OrderedMap;
import io.aigw.ir.Action;
import io.aigw.ir.Cluster;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.HeaderEdits;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.Listener;
import io.aigw.ir.Route;
import io.aigw.ir.RouteMatch;
import io.aigw.ir.Scope;
import io.aigw.ir.Target;
import io.aigw.xds.translate.ScopeNames.Trial;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuarantineTest {

  private static final String SHARED = "80|*";
  private static final Trial A = new Trial(SHARED, "ns/a");
  private static final Trial B = new Trial(SHARED, "ns/b");
  private static final Trial C = new Trial(SHARED, "ns/c");

  private static final Route A1 = route("ns/a/0", "good", "old");
  private static final Route A2 = route("ns/a/0", "poison", "new");
  private static final Route B1 = route("ns/b/0", "first", "b");
  private static final Route B2 = route("ns/b/0", "second", "b");
  private static final Route C1 = route("ns/c/0", "c", "c");

  private final Set<String> connected = new HashSet<>(Set.of("e1"));
  private final Quarantine quarantine =
      new Quarantine(plan(List.of(B1, A1, C1), "b", "old", "c"), () -> connected);
  private long publications;

  private long publish() {
    quarantine.published(++publications, quarantine.plan());
    return publications;
  }

  private void accepted(GatewayPlan plan) {
    quarantine.want(plan);
    assertThat(quarantine.acknowledged(publish())).isFalse();
  }

  @Test
  void nothingIsDifferentWhileNothingIsRefused() {
    GatewayPlan plan = plan(List.of(A1, B1), "old", "b");
    accepted(plan);

    assertThat(quarantine.plan()).isSameAs(plan);
    assertThat(quarantine.trials()).isEmpty();
  }

  @Test
  void whoeverChangedIsTriedAndWhoIsRefusedHasWhatWasGood() {
    connected.add("e2");
    accepted(plan(List.of(B1, A1, C1), "b", "old", "c"));
    quarantine.want(plan(List.of(A2, B2, C1), "new", "b", "c"));
    publish();

    assertThat(quarantine.rejected("e1", SHARED)).isTrue();
    assertThat(quarantine.rejected("e2", SHARED)).as("known already").isFalse();
    assertThat(quarantine.trials())
        .containsOnlyKeys(A, B)
        .containsEntry(A, List.of(A2))
        .containsEntry(B, List.of(B2));
    long trial = publish();

    assertThat(quarantine.rejected("e1", A.resource())).isTrue();
    assertThat(quarantine.rejected("e2", A.resource())).isFalse();
    assertThat(routes())
        .as("what was not accepted yet is at its place")
        .containsExactly(A1, B2, C1);
    assertThat(quarantine.plan().clusters()).containsOnlyKeys("old", "new", "b", "c");

    publish();
    quarantine.recovered("e1", SHARED);
    quarantine.recovered("e2", SHARED);
    assertThat(quarantine.acknowledged(trial)).as("the others are acquitted").isTrue();
    assertThat(quarantine.trials()).containsOnlyKeys(A);
  }

  @Test
  void oldRoutesComeAfterWhatTheyCameAfter() {
    accepted(plan(List.of(B1, A1, C1), "b", "old", "c"));
    quarantine.want(plan(List.of(A2, B1, C1), "new", "b", "c"));
    refuseA();

    assertThat(routes()).containsExactly(B1, A1, C1);
  }

  @Test
  void othersGoOnWhileOneIsRefused() {
    accepted(plan(List.of(A1, B1), "old", "b"));
    quarantine.want(plan(List.of(A2, B1), "new", "b"));
    refuseA();
    quarantine.recovered("e1", SHARED);
    quarantine.acknowledged(publish());

    accepted(plan(List.of(A2, B2, C1), "new", "b", "c"));

    assertThat(routes()).containsExactly(A1, B2, C1);
    assertThat(quarantine.plan().clusters()).containsKey("old");
    assertThat(quarantine.trials()).containsOnlyKeys(A);
  }

  @Test
  void itIsOverWhenEveryEnvoyTakesTheTrial() {
    accepted(plan(List.of(A1, B1), "old", "b"));
    quarantine.want(plan(List.of(A2, B1), "new", "b"));
    refuseA();
    quarantine.rejected("e2", A.resource());
    Route better = route("ns/a/0", "better", "new");
    GatewayPlan healed = plan(List.of(better, B1), "new", "b");
    quarantine.want(healed);
    assertThat(quarantine.trials()).containsEntry(A, List.of(better));

    assertThat(quarantine.recovered("e1", A.resource())).isFalse();
    assertThat(routes()).containsExactly(A1, B1);
    assertThat(quarantine.recovered("e2", A.resource())).isTrue();

    assertThat(quarantine.plan()).isSameAs(healed);
    assertThat(quarantine.trials()).isEmpty();
  }

  @Test
  void itIsOverWhenWhoeverRefusedIsGoneAndTheOthersDoNot() {
    accepted(plan(List.of(A1, B1), "old", "b"));
    quarantine.want(plan(List.of(A2, B1), "new", "b"));
    refuseA();

    quarantine.disconnected("e1");
    assertThat(routes()).as("nobody has said anything else").containsExactly(A1, B1);

    assertThat(quarantine.acknowledged(publish())).isTrue();
    assertThat(routes()).containsExactly(A2, B1);
  }

  @Test
  void anEnvoyThatRefusesWhatOthersTakeHarmsItselfAlone() {
    connected.add("e2");
    accepted(plan(List.of(A1, B1), "old", "b"));
    GatewayPlan changed = plan(List.of(A2, B1), "new", "b");
    quarantine.want(changed);
    refuseA();
    assertThat(routes()).as("until the other has answered").containsExactly(A1, B1);

    assertThat(quarantine.acknowledged(publish())).isTrue();
    assertThat(quarantine.plan()).isSameAs(changed);
    assertThat(quarantine.trials()).isEmpty();
    publish();

    assertThat(quarantine.rejected("e1", SHARED)).as("it is known that others take it").isFalse();
    quarantine.want(plan(List.of(A2, B2), "new", "b"));
    publish();
    assertThat(quarantine.rejected("e1", SHARED)).isTrue();
    assertThat(quarantine.trials()).containsOnlyKeys(B);
  }

  @Test
  void whereNothingWasGoodTheObjectIsLeftOutOfWhatItShares() {
    quarantine.want(plan(List.of(A2, B1, C1), "new", "b", "c"));
    publish();

    quarantine.rejected("e1", SHARED);
    assertThat(quarantine.trials()).containsOnlyKeys(A, B, C);
    publish();
    quarantine.rejected("e1", A.resource());

    assertThat(routes()).containsExactly(B1, C1);
  }

  @Test
  void aScopeThatIsOneObjectsAloneIsLeftToTheEnvoy() {
    quarantine.want(plan(List.of(A2), "new"));
    publish();

    assertThat(quarantine.rejected("e1", SHARED)).isFalse();
    assertThat(quarantine.rejected("e1", "80|m/unknown/")).isFalse();
    assertThat(quarantine.trials()).isEmpty();
  }

  @Test
  void theNameOfATrialSaysWhatItIsOf() {
    Trial ofModel = new Trial("80|m/a|b/", "ns/route");

    assertThat(Trial.of(A.resource())).contains(A);
    assertThat(Trial.of(ofModel.resource())).contains(ofModel);
    assertThat(Trial.of(SHARED)).isEmpty();
    assertThat(Trial.of("80|m/?x/y|z/")).isEmpty();
  }

  private void refuseA() {
    publish();
    quarantine.rejected("e1", SHARED);
    publish();
    quarantine.rejected("e1", A.resource());
    publish();
  }

  private List<Route> routes() {
    return quarantine.plan().listeners().getFirst().general().routes();
  }

  private static GatewayPlan plan(List<Route> general, String... clusters) {
    OrderedMap<String, Cluster> byName = OrderedMap.empty();
    for (String name : clusters) {
      byName =
          byName.with(
              name,
              Cluster.plain(name, Cluster.Discovery.ENDPOINTS, Cluster.Protocol.HTTP1, List.of()));
    }
    Listener listener =
        new Listener(80, new Scope(Optional.empty(), general), OrderedMap.empty(), List.of());
    return new GatewayPlan("ns/gw", List.of(listener), byName);
  }

  private static Route route(String name, String header, String cluster) {
    return new Route(
        name,
        new RouteMatch(
            Optional.empty(), Optional.empty(), List.of(new HeaderMatch.Exact("x", header))),
        new Action.Forward(
            List.of(new Target(1, Optional.of(cluster), Optional.empty(), HeaderEdits.NONE)),
            Duration.ZERO,
            Duration.ZERO));
  }
}
