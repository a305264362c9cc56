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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every test has a server of its own: what an Envoy has, it has from another one. */
class ReconnectTest {

  private static final Snapshot SNAPSHOT =
      snapshot(cluster("a", 1), endpoints("a", 80), listener("l", 1, "r"), routes("r", "a"));

  private final Rig rig = new Rig();
  private final DeltaClient envoy = rig.connect("e1");

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void nothingIsToldToWhoHasIt() {
    rig.publish(SNAPSHOT);

    resumeAll();

    assertThat(envoy.received()).isEmpty();
    assertThat(rig.proxy("e1").inSync()).isTrue();
  }

  @Test
  void nothingIsToldBeforeTheGroupIsPublishedAndNothingAfterwardsToWhoHasIt() {
    resumeAll();
    assertThat(envoy.received()).isEmpty();

    rig.publish(SNAPSHOT);

    assertThat(envoy.received()).isEmpty();
    assertThat(rig.proxy("e1").inSync()).isTrue();
  }

  @Test
  void onlyWhatIsDifferentIsTold() {
    rig.publish(SNAPSHOT.next().put(endpoints("a", 81)).put(cluster("b", 1)).build());

    resumeAll();

    assertThat(envoy.acceptAll())
        .extracting(DeltaClient::names)
        .containsExactlyInAnyOrder(java.util.List.of("b"), java.util.List.of("a"));
  }

  @Test
  void whatIsGoneIsToldAsRemoved() {
    rig.publish(SNAPSHOT);

    envoy.resume(LISTENERS, Map.of("l", listener("l", 1, "r").version(), "gone", "x"));

    DeltaDiscoveryResponse response = envoy.accept();
    assertThat(names(response)).isEmpty();
    assertThat(response.getRemovedResourcesList()).containsExactly("gone");
  }

  @Test
  void clustersThatAreGoneStayUntilTheRoutesAreAcknowledgedAndForTheGrace() {
    rig.publish(SNAPSHOT);
    envoy.resume(CLUSTERS, Map.of("a", cluster("a", 1).version(), "gone", "x"));
    envoy.resume(ENDPOINTS, Map.of("a", endpoints("a", 80).version()), "a");
    envoy.resume(LISTENERS, Map.of("l", listener("l", 1, "r").version()));
    envoy.resume(ROUTES, Map.of("r", routes("r", "gone").version()), "r");
    DeltaDiscoveryResponse routes = envoy.only();
    assertThat(names(routes)).containsExactly("r");
    rig.timer.pass(Rig.SETTINGS.removalGrace());
    assertThat(envoy.received()).isEmpty();

    envoy.ack(routes);
    rig.timer.pass(Rig.SETTINGS.removalGrace());

    assertThat(envoy.only().getRemovedResourcesList()).containsExactly("gone");
  }

  @Test
  void theVersionsOfLaterRequestsAreNotAskedFor() {
    rig.publish(SNAPSHOT);
    envoy.subscribe(ENDPOINTS, "other");
    envoy.accept();

    envoy.resume(ENDPOINTS, Map.of("a", endpoints("a", 80).version()), "a");

    assertThat(names(envoy.accept())).containsExactly("a");
  }

  private void resumeAll() {
    envoy.resume(CLUSTERS, Map.of("a", cluster("a", 1).version()));
    envoy.resume(ENDPOINTS, Map.of("a", endpoints("a", 80).version()), "a");
    envoy.resume(LISTENERS, Map.of("l", listener("l", 1, "r").version()));
    envoy.resume(ROUTES, Map.of("r", routes("r", "a").version()), "r");
  }
}
