package io.aigw.xds.server;

import static io.aigw.xds.server.DeltaClient.names;
import static io.aigw.xds.server.Protos.CLUSTERS;
import static io.aigw.xds.server.Protos.ENDPOINTS;
import static io.aigw.xds.server.Protos.LISTENERS;
import static io.aigw.xds.server.Protos.ROUTES;
import static io.aigw.xds.server.Protos.cluster;
import static io.aigw.xds.server.Protos.endpoints;
import static io.aigw.xds.server.Protos.listener;
import static io.aigw.xds.server.Protos.routes;
import static io.aigw.xds.server.Protos.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.xds.snapshot.Snapshot;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MakeBeforeBreakTest {

  private static final Duration GRACE = Rig.SETTINGS.removalGrace();
  private static final Duration PATIENCE = Rig.SETTINGS.warmingPatience();
  private static final Duration MOMENT = Duration.ofMillis(1);

  private static final Snapshot OLD =
      snapshot(cluster("old", 1), endpoints("old", 80), listener("l", 1, "r"), routes("r", "old"));
  private static final Snapshot NEW =
      snapshot(cluster("new", 1), endpoints("new", 80), listener("l", 1, "r"), routes("r", "new"));

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void newClustersThenRoutesThenTheGraceThenRemovals() {
    DeltaClient envoy = settledOn(OLD, "e1");

    rig.publish(NEW);

    DeltaDiscoveryResponse clusters = envoy.only();
    assertThat(clusters.getTypeUrl()).isEqualTo(CLUSTERS);
    assertThat(names(clusters)).containsExactly("new");
    assertThat(clusters.getRemovedResourcesList()).isEmpty();

    // Envoy owes the answer until the cluster is warm, which takes endpoints
    envoy.subscribe(ENDPOINTS, "new");
    assertThat(names(envoy.accept())).containsExactly("new");
    assertThat(envoy.received()).isEmpty();
    envoy.ack(clusters);

    DeltaDiscoveryResponse routes = envoy.only();
    assertThat(routes.getTypeUrl()).isEqualTo(ROUTES);
    assertThat(names(routes)).containsExactly("r");
    rig.timer.pass(GRACE.multipliedBy(3));
    assertThat(envoy.received()).as("routes are not acknowledged").isEmpty();

    envoy.ack(routes);
    rig.timer.pass(GRACE.minus(MOMENT));
    assertThat(envoy.received()).as("the grace is not over").isEmpty();
    rig.timer.pass(MOMENT);

    DeltaDiscoveryResponse removal = envoy.only();
    assertThat(removal.getTypeUrl()).isEqualTo(CLUSTERS);
    assertThat(removal.getRemovedResourcesList()).containsExactly("old");
    // as Envoy does: its interest goes with the cluster
    envoy.unsubscribe(ENDPOINTS, "old");
    envoy.ack(removal);
    assertThat(envoy.received()).isEmpty();
  }

  @Test
  void aClusterThatIsToldAlthoughItIsGoneByNowHasTheEndpointsItHad() {
    DeltaClient envoy = settledOn(OLD, "e1");
    rig.publish(NEW);
    DeltaDiscoveryResponse clusters = envoy.only();
    rig.publish(OLD.next().put(cluster("old", 9)).build());

    envoy.subscribe(ENDPOINTS, "new");

    assertThat(envoy.accept().getResources(0).getVersion())
        .as("routes to it follow")
        .isEqualTo(endpoints("new", 80).version());
    envoy.ack(clusters);
    List<DeltaDiscoveryResponse> told = envoy.received();
    assertThat(told)
        .extracting(response -> response.getResources(0).getVersion())
        .containsExactly(
            cluster("old", 9).version(),
            endpoints("old", 80).version(),
            routes("r", "new").version());
    told.forEach(envoy::ack);
    assertThat(envoy.accept().getResources(0).getVersion()).isEqualTo(routes("r", "old").version());
  }

  @Test
  void aClusterThatReturnsHasItsEndpointsBeforeItsRoutes() {
    DeltaClient envoy = settledOn(OLD, "e1");
    rig.publish(NEW);
    envoy.acceptAll();

    rig.publish(OLD.next().put(endpoints("old", 81)).build());

    DeltaDiscoveryResponse endpoints = envoy.only();
    assertThat(endpoints.getTypeUrl()).isEqualTo(ENDPOINTS);
    envoy.ack(endpoints);
    assertThat(envoy.only().getTypeUrl()).isEqualTo(ROUTES);
  }

  @Test
  void endpointsWithoutTheirClusterBecomeEmptyAfterTheGrace() {
    DeltaClient envoy = settledOn(OLD, "e1");
    rig.publish(OLD.next().remove(ENDPOINTS, "old").build());
    assertThat(envoy.received()).isEmpty();

    rig.timer.pass(GRACE);

    assertThat(envoy.accept().getResources(0).getVersion()).isEqualTo(endpoints("old").version());
  }

  @Test
  void aClusterThatReturnsInItsGraceStays() {
    DeltaClient envoy = settledOn(OLD, "e1");
    rig.publish(NEW);
    envoy.acceptAll();
    rig.timer.pass(GRACE.minus(MOMENT));

    rig.publish(OLD);

    DeltaDiscoveryResponse routes = envoy.accept();
    assertThat(routes.getTypeUrl()).isEqualTo(ROUTES);
    rig.timer.pass(MOMENT);
    assertThat(envoy.received()).isEmpty();
    rig.timer.pass(GRACE);
    assertThat(envoy.only().getRemovedResourcesList()).containsExactly("new");
  }

  @Test
  void aClusterThatLeavesAgainHasItsWholeGrace() {
    DeltaClient envoy = settledOn(OLD, "e1");
    rig.publish(NEW);
    envoy.acceptAll();
    rig.timer.pass(GRACE.minus(MOMENT));
    rig.publish(OLD);
    envoy.acceptAll();

    rig.publish(NEW);
    envoy.acceptAll();

    rig.timer.pass(GRACE.minus(MOMENT));
    assertThat(envoy.received()).isEmpty();
    rig.timer.pass(MOMENT);
    assertThat(envoy.only().getRemovedResourcesList()).containsExactly("old");
  }

  @Test
  void routesFollowAlthoughClustersKeepChanging() {
    DeltaClient envoy = settledOn(OLD, "e1");
    rig.publish(NEW);
    DeltaDiscoveryResponse clusters = envoy.only();
    Snapshot newer = NEW.next().put(cluster("newer", 1)).put(routes("r", "newer")).build();
    rig.publish(newer);

    envoy.ack(clusters);

    List<DeltaDiscoveryResponse> both = envoy.received();
    assertThat(both)
        .extracting(DeltaDiscoveryResponse::getTypeUrl)
        .containsExactly(CLUSTERS, ROUTES);
    assertThat(names(both.getFirst())).containsExactly("newer");
    assertThat(both.getLast().getResources(0).getVersion())
        .as("the routes of the publication whose clusters are acknowledged")
        .isEqualTo(routes("r", "new").version());

    envoy.ack(both.getLast());
    assertThat(envoy.received()).isEmpty();
    envoy.ack(both.getFirst());
    assertThat(envoy.accept().getResources(0).getVersion())
        .isEqualTo(routes("r", "newer").version());
  }

  @Test
  void listenersComeBeforeTheirRoutes() {
    DeltaClient envoy = settledOn(OLD, "e1");

    rig.publish(
        OLD.next()
            .put(listener("l", 1, "r2"))
            .put(routes("r2", "old"))
            .remove(ROUTES, "r")
            .build());

    DeltaDiscoveryResponse listeners = envoy.only();
    assertThat(names(listeners)).containsExactly("l");
    envoy.subscribe(ROUTES, "r2");
    assertThat(envoy.received()).as("not there, or not yet?").isEmpty();
    envoy.ack(listeners);
    DeltaDiscoveryResponse routes = envoy.accept();
    assertThat(names(routes)).containsExactly("r2");
  }

  @Test
  void anEnvoyThatDoesNotAnswerDelaysNobody() {
    DeltaClient dead = settledOn(OLD, "dead");
    DeltaClient envoy = settledOn(OLD, "e1");

    rig.publish(NEW);
    assertThat(dead.received()).hasSize(1);

    assertThat(envoy.acceptAll())
        .extracting(DeltaDiscoveryResponse::getTypeUrl)
        .containsExactly(CLUSTERS, ROUTES);
    rig.timer.pass(GRACE);
    assertThat(envoy.only().getRemovedResourcesList()).containsExactly("old");
    assertThat(dead.received()).noneMatch(response -> response.getRemovedResourcesCount() > 0);
  }

  @Test
  void aChangedClusterIsToldItsEndpointsAgain() {
    DeltaClient envoy = settledOn(OLD, "e1");

    rig.publish(OLD.next().put(cluster("old", 2)).build());

    assertThat(envoy.received())
        .extracting(DeltaDiscoveryResponse::getTypeUrl)
        .as("Envoy does not ask for them, and is not warm without them")
        .containsExactly(CLUSTERS, ENDPOINTS);
  }

  @Test
  void aChangeOfEndpointsTouchesNothingElse() {
    DeltaClient envoy = settledOn(OLD, "e1");
    ProxyState before = rig.proxy("e1");

    for (int port = 100; port < 200; port++) {
      rig.publish(OLD.next().put(endpoints("old", port)).build());
      assertThat(envoy.accept().getTypeUrl()).isEqualTo(ENDPOINTS);
    }

    for (String type : List.of(CLUSTERS, LISTENERS, ROUTES)) {
      assertThat(type(rig.proxy("e1"), type).responses()).isEqualTo(type(before, type).responses());
    }
  }

  @Test
  void aClusterThatDoesNotGetWarmHoldsUpOnlyWhatNamesIt() {
    DeltaClient envoy = settledOn(OLD, "e1");
    envoy.subscribe(ROUTES, "other");
    envoy.acceptAll();
    Snapshot cold =
        OLD.next()
            .put(cluster("cold", 1))
            .put(routes("r", "cold"))
            .put(routes("other", "old"))
            .build();
    rig.publish(cold);
    DeltaDiscoveryResponse owed = envoy.only();
    rig.timer.pass(PATIENCE.minus(MOMENT));
    assertThat(envoy.received()).isEmpty();

    rig.timer.pass(MOMENT);
    assertThat(names(envoy.accept())).containsExactly("other");
    assertThat(envoy.received()).isEmpty();

    Snapshot more = cold.next().put(cluster("more", 1)).put(routes("other", "more")).build();
    rig.publish(more);
    assertThat(names(envoy.accept())).as("clusters go on").containsExactly("more");
    assertThat(names(envoy.accept())).containsExactly("other");
    assertThat(rig.proxy("e1").inSync()).isFalse();

    envoy.ack(owed);
    assertThat(names(envoy.accept())).containsExactly("r");
    assertThat(rig.proxy("e1").inSync()).isTrue();
  }

  @Test
  void aClusterWithItsEndpointsCountsAsWarmOnceOthersHoldUpTheAnswer() {
    DeltaClient envoy = settledOn(OLD, "e1");
    rig.publish(
        OLD.next()
            .put(cluster("new", 1))
            .put(cluster("cold", 1))
            .put(endpoints("new", 80))
            .put(routes("r", "new"))
            .build());
    envoy.only();
    envoy.subscribe(ENDPOINTS, "new");
    envoy.accept();

    rig.timer.pass(PATIENCE);

    assertThat(names(envoy.accept())).containsExactly("r");
  }

  @Test
  void aClusterThatLeavesWhileItsAnswerIsLateIsTakenAwayInTheEnd() {
    DeltaClient envoy = settledOn(OLD, "e1");
    rig.publish(OLD.next().put(cluster("cold", 1)).build());
    DeltaDiscoveryResponse owed = envoy.only();
    rig.timer.pass(PATIENCE);
    rig.publish(OLD);
    envoy.ack(owed);
    assertThat(envoy.received()).isEmpty();

    rig.timer.pass(GRACE);

    assertThat(envoy.only().getRemovedResourcesList()).containsExactly("cold");
  }

  @Test
  void answersThatStayOutAreBounded() {
    DeltaClient envoy = settledOn(OLD, "e1");

    for (int i = 0; i < 100; i++) {
      rig.publish(OLD.next().put(cluster("cold-" + i, 1)).build());
      rig.timer.pass(PATIENCE);
    }

    assertThat(envoy.received()).hasSizeLessThan(20);
  }

  /** An Envoy that has a snapshot, and has acknowledged all of it. */
  private DeltaClient settledOn(Snapshot snapshot, String id) {
    rig.publish(snapshot);
    DeltaClient envoy = rig.connect(id);
    envoy.subscribe(CLUSTERS);
    envoy.subscribe(ENDPOINTS, "old");
    envoy.acceptAll();
    envoy.subscribe(LISTENERS);
    envoy.subscribe(ROUTES, "r");
    envoy.acceptAll();
    assertThat(rig.proxy(id).inSync()).isTrue();
    return envoy;
  }

  private static ProxyState.Type type(ProxyState proxy, String url) {
    return java.util.Objects.requireNonNull(proxy.types().get(url));
  }
}
