package io.aigw.xds.live;

import static io.aigw.xds.live.LiveGateway.CLUSTERS;
import static io.aigw.xds.live.LiveGateway.ENDPOINTS;
import static io.aigw.xds.live.LiveGateway.IMPATIENT;
import static io.aigw.xds.live.LiveGateway.LISTENERS;
import static io.aigw.xds.live.LiveGateway.SCOPES;
import static io.aigw.xds.live.LiveGateway.held;
import static io.aigw.xds.live.Plans.cluster;
import static io.aigw.xds.live.Plans.model;
import static io.aigw.xds.live.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.aigw.testing.Upstream;
import io.aigw.xds.server.ProxyState;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is published is served: in order, without a gap, and not told twice. */
@Timeout(60)
class DeliveryTest {

  @TempDir private Path folder;
  private LiveGateway gateway;
  private Upstream one;
  private Upstream two;

  @BeforeEach
  void start() throws IOException {
    gateway = new LiveGateway(folder, IMPATIENT);
    one = gateway.startUpstream("one");
    two = gateway.startUpstream("two");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void envoyServesWhatIsPublishedAndSettles() throws Exception {
    gateway.startEnvoy("e1");

    gateway.settle(plan(List.of(cluster("a", one)), model("m", "a")));

    assertThat(gateway.chat("m")).isEqualTo("200 one");
    assertThat(gateway.chat("unknown")).isEqualTo("404");
    assertThat(gateway.proxy().inSync()).isTrue();
    assertThat(gateway.proxy().types().keySet())
        .containsExactlyInAnyOrder(CLUSTERS, ENDPOINTS, LISTENERS, SCOPES);
  }

  @Test
  void anEnvoyThatComesBeforeThereIsAnythingToTellWaits() throws Exception {
    LiveEnvoy envoy = gateway.startEnvoy("e1");
    gateway.await(proxy -> proxy.types().containsKey(CLUSTERS));

    assertThat(envoy.stat("listener_manager.workers_started")).isZero();

    gateway.settle(plan(List.of(cluster("a", one)), model("m", "a")));
    assertThat(gateway.chat("m")).isEqualTo("200 one");
    assertThat(envoy.stat("listener_manager.workers_started")).isEqualTo(1);
  }

  @Test
  void aChangedClusterIsWarmWithoutWaitingForEndpointsToTimeOut() throws Exception {
    LiveEnvoy envoy = gateway.startEnvoy("e1");
    Snapshot first = gateway.translate(plan(List.of(cluster("a", one)), model("m", "a")));
    gateway.settle(first);

    gateway.settle(first.next().put(changed(first, "a", c -> c.setAltStatName("other"))).build());

    assertThat(envoy.stat("cluster_manager.warming_clusters")).isZero();
    assertThat(envoy.stat("cluster.other.init_fetch_timeout")).isZero();
    assertThat(gateway.chat("m")).isEqualTo("200 one");
  }

  @Test
  void noRequestFailsWhileRoutesMoveFromClusterToCluster() throws Exception {
    gateway.startEnvoy("e1");
    gateway.settle(plan(List.of(cluster("c-0", one)), model("m", "c-0")));
    AtomicBoolean over = new AtomicBoolean();
    ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    Thread traffic =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!over.get()) {
                    String answer = gateway.chat("m");
                    if (!answer.startsWith("200 ")) {
                      failures.add(answer);
                    }
                  }
                });

    for (int i = 1; i <= 60; i++) {
      String cluster = "c-" + i;
      gateway.publish(
          gateway.translate(
              plan(List.of(cluster(cluster, i % 2 == 0 ? one : two)), model("m", cluster))));
      Thread.sleep(15);
    }
    gateway.settle(plan(List.of(cluster("last", two)), model("m", "last")));
    assertThat(gateway.chat("m")).isEqualTo("200 two");
    gateway.await(proxy -> held(proxy, CLUSTERS) == 1 && held(proxy, ENDPOINTS) == 1);
    over.set(true);
    traffic.join();

    assertThat(failures).isEmpty();
  }

  @Test
  void aRestartedServerTellsNothingThatEnvoyHasAndWhatIsGone() throws Exception {
    LiveEnvoy envoy = gateway.startEnvoy("e1");
    gateway.settle(
        plan(
            List.of(cluster("a", one), cluster("gone", two)), model("m", "a"), model("n", "gone")));
    Map<String, Long> before = envoy.stats();

    gateway.stopControl();
    assertThat(gateway.chat("m")).as("without a control plane").isEqualTo("200 one");
    gateway.startControl();
    gateway.await(proxy -> proxy.group().equals(Plans.GATEWAY));
    assertThat(gateway.chat("n")).as("with one that is not ready").isEqualTo("200 two");
    long number = gateway.settle(plan(List.of(cluster("a", one)), model("m", "a")));

    assertThat(gateway.proxy().types().values())
        .extracting(ProxyState.Type::resources)
        .containsOnly(0L);
    assertThat(gateway.chat("n")).isEqualTo("404");
    gateway.await(proxy -> held(proxy, CLUSTERS) == 1);
    assertThat(gateway.proxy().settled()).isEqualTo(number);
    for (String untouched :
        List.of(
            "listener_manager.listener_added",
            "listener_manager.listener_modified",
            "listener_manager.listener_removed",
            "listener_manager.total_listeners_draining",
            "cluster_manager.cluster_added",
            "cluster_manager.cluster_modified")) {
      assertThat(envoy.stat(untouched)).as(untouched).isEqualTo(before.get(untouched));
    }
    assertThat(gateway.chat("m")).isEqualTo("200 one");
  }

  @Test
  void aRestartedServerTellsOfEndpointsThatChangeLater() throws Exception {
    gateway.startEnvoy("e1");
    gateway.settle(plan(List.of(cluster("a", one)), model("m", "a")));
    gateway.stopControl();
    gateway.startControl();
    gateway.settle(plan(List.of(cluster("a", one)), model("m", "a")));

    gateway.settle(plan(List.of(cluster("a", two)), model("m", "a")));

    assertThat(gateway.chat("m")).isEqualTo("200 two");
  }

  @Test
  void anEndpointThatTakesNoConnectionIsLeftOutAndTheLastOneNever() throws Exception {
    LiveEnvoy envoy = gateway.startEnvoy("e1");
    Upstream dead = gateway.startUpstream("dead");
    dead.close();
    gateway.settle(
        plan(
            List.of(cluster("both", one, dead), cluster("none", dead)),
            model("m", "both"),
            model("n", "none")));

    for (int i = 0; i < 20; i++) {
      assertThat(gateway.chat("m")).isEqualTo("200 one");
      assertThat(gateway.chat("n")).isEqualTo("503");
    }

    assertThat(envoy.stat("cluster.both.outlier_detection.ejections_enforced_total")).isPositive();
    assertThat(envoy.stat("cluster.none.outlier_detection.ejections_enforced_total")).isZero();
  }

  @Test
  void aClusterThatDoesNotGetWarmDelaysOnlyItsOwnRoutes() throws Exception {
    LiveEnvoy envoy = gateway.startEnvoy("e1");
    gateway.settle(plan(List.of(cluster("a", one)), model("m", "a")));

    Snapshot both =
        gateway.translate(
            plan(
                List.of(cluster("cold", one), cluster("b", two)),
                model("c", "cold"),
                model("m", "b")));
    gateway.publish(
        both.next()
            .put(changed(both, "cold", c -> c.getEdsClusterConfigBuilder().setEdsConfig(nowhere())))
            .build());
    gateway.awaitChat("m", "200 two");

    assertThat(envoy.stat("cluster_manager.warming_clusters")).isEqualTo(1);
    assertThat(gateway.chat("c")).as("waits for its cluster").isEqualTo("404");
    assertThat(gateway.proxy().inSync()).isFalse();
  }

  /** Configuration from a service that the server does not have. */
  private static ConfigSource nowhere() {
    return ConfigSource.newBuilder()
        .setResourceApiVersion(ApiVersion.V3)
        .setApiConfigSource(
            ApiConfigSource.newBuilder()
                .setApiType(ApiConfigSource.ApiType.DELTA_GRPC)
                .setTransportApiVersion(ApiVersion.V3)
                .addGrpcServices(
                    GrpcService.newBuilder()
                        .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder().setClusterName("xds"))))
        .build();
  }

  private static VersionedResource changed(
      Snapshot snapshot, String cluster, Consumer<Cluster.Builder> change)
      throws InvalidProtocolBufferException {
    VersionedResource resource = Objects.requireNonNull(snapshot.find(CLUSTERS, cluster), cluster);
    Cluster.Builder builder = Cluster.parseFrom(resource.packed().getValue()).toBuilder();
    change.accept(builder);
    return VersionedResource.of(cluster, builder.build());
  }
}
