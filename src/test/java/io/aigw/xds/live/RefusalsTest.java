package io.aigw.xds.live;

import static io.aigw.xds.live.LiveGateway.CLUSTERS;
import static io.aigw.xds.live.LiveGateway.IMPATIENT;
import static io.aigw.xds.live.LiveGateway.held;
import static io.aigw.xds.live.Plans.badModel;
import static io.aigw.xds.live.Plans.cluster;
import static io.aigw.xds.live.Plans.model;
import static io.aigw.xds.live.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.ir.Cluster;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Scope;
import io.aigw.testing.Upstream;
import io.aigw.xds.server.Rejection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Envoy refuses harms itself alone, and keeps what it had. */
@Timeout(60)
class RefusalsTest {

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

  /** The models "poison", which is refused, and "other". */
  private GatewayPlan poisoned() {
    return plan(List.of(cluster("b", two)), badModel("poison", "b"), model("other", "b"));
  }

  @Test
  void theLastGoodVersionServesWithItsClusterWhileOthersGoOn() throws Exception {
    gateway.startEnvoy("e1");
    gateway.settle(plan(List.of(cluster("a", one)), model("poison", "a"), model("other", "a")));

    gateway.settle(poisoned());

    Rejection rejection = gateway.rejection();
    assertThat(rejection.resources()).containsExactly("80|m/poison/");
    assertThat(gateway.chat("other")).isEqualTo("200 two");
    assertThat(gateway.chat("poison")).as("the last good one").isEqualTo("200 one");
    Thread.sleep(2 * IMPATIENT.removalGrace().toMillis());
    assertThat(gateway.chat("poison")).as("after the grace").isEqualTo("200 one");
    assertThat(gateway.proxy().refused()).hasSize(1);

    gateway.settle(plan(List.of(cluster("b", two)), model("poison", "b"), model("other", "b")));

    assertThat(gateway.chat("poison")).isEqualTo("200 two");
    assertThat(gateway.proxy().refused()).isEmpty();
    gateway.await(proxy -> held(proxy, CLUSTERS) == 1);
    assertThat(gateway.hasFurtherRejections()).isFalse();
  }

  @Test
  void theGuiltyAreFoundAmongManyThatComeAtOnce() throws Exception {
    gateway.startEnvoy("e1");
    gateway.settle(plan(List.of(cluster("a", one)), model("first", "a")));
    List<Cluster> clusters = new ArrayList<>(List.of(cluster("a", one)));
    List<Scope> models = new ArrayList<>(List.of(model("first", "a")));
    for (int i = 0; i < 50; i++) {
      models.add(i % 20 == 7 ? badModel("m" + i, "a") : model("m" + i, "a"));
    }

    gateway.settle(plan(clusters, models.toArray(Scope[]::new)));

    List<String> refused = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      refused.addAll(gateway.rejection().resources());
    }
    assertThat(refused).containsExactlyInAnyOrder("80|m/m7/", "80|m/m27/", "80|m/m47/");
    for (int i = 0; i < 50; i++) {
      assertThat(gateway.chat("m" + i)).isEqualTo(i % 20 == 7 ? "404" : "200 one");
    }
    assertThat(gateway.hasFurtherRejections()).isFalse();
  }

  @Test
  void whatServedBeforeARestartServesAfterIt() throws Exception {
    gateway.startEnvoy("e1");
    gateway.settle(plan(List.of(cluster("a", one)), model("poison", "a"), model("other", "a")));
    gateway.settle(poisoned());
    gateway.rejection();

    gateway.stopControl();
    gateway.startControl();
    gateway.settle(poisoned());

    assertThat(gateway.rejection().resources()).containsExactly("80|m/poison/");
    Thread.sleep(2 * IMPATIENT.removalGrace().toMillis());
    assertThat(gateway.chat("poison")).as("its cluster is not even published").isEqualTo("200 one");
    assertThat(gateway.chat("other")).isEqualTo("200 two");

    gateway.settle(plan(List.of(cluster("b", two)), model("poison", "b"), model("other", "b")));
    assertThat(gateway.chat("poison")).isEqualTo("200 two");
    gateway.await(proxy -> held(proxy, CLUSTERS) == 1);
  }
}
