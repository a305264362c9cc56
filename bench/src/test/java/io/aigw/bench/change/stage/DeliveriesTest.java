package io.aigw.bench.change.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What lines of Envoy's log say. */
class DeliveriesTest {

  private static final String PREFIX =
      "[2026-11-23 08:09:08.631][576][debug][config] [source/x.cc:275] Delta config for"
          + " type.googleapis.com/envoy.config.";

  private final Deliveries deliveries = new Deliveries();

  @Test
  void whatWasAcceptedIsCountedByKind() {
    accepted("route.v3.ScopedRouteConfiguration", 5, 0);
    accepted("endpoint.v3.ClusterLoadAssignment", 1, 0);
    deliveries.read("[2026-11-23 08:09:08.631][576][info][main] something else");
    accepted("route.v3.ScopedRouteConfiguration", 2, 1);

    assertThat(deliveries.count()).isEqualTo(3);
    assertThat(deliveries.added(0)).isEqualTo(8);
    assertThat(deliveries.added(0, Delivery.ROUTES)).isEqualTo(7);
    assertThat(deliveries.added(1, Delivery.ROUTES)).isEqualTo(2);
    assertThat(deliveries.removed(0)).isEqualTo(1);
  }

  @Test
  void whatWasRefusedIsNoAcceptedDelivery() throws Exception {
    deliveries.read(PREFIX + "cluster.v3.Cluster rejected: it is bad");
    accepted("cluster.v3.Cluster", 3, 0);

    assertThat(deliveries.after(0)).extracting(Delivery::accepted).containsExactly(false, true);
    assertThat(deliveries.await(0, Delivery.CLUSTERS, Duration.ofSeconds(1)).added()).isEqualTo(3);
  }

  @Test
  void whatDoesNotComeIsNotWaitedForForEver() {
    accepted("cluster.v3.Cluster", 3, 0);

    assertThatThrownBy(() -> deliveries.await(1, Delivery.CLUSTERS, Duration.ofMillis(10)))
        .isInstanceOf(TimeoutException.class);
  }

  private void accepted(String type, int added, int removed) {
    deliveries.read(
        "%s%s accepted with %d resources added, %d removed"
            .formatted(PREFIX, type, added, removed));
  }
}
