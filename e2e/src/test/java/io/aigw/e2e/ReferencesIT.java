package io.aigw.e2e;

import static io.aigw.e2e.cluster.Reading.Kind.AI_GATEWAY_ROUTE;
import static io.aigw.e2e.cluster.Reading.Kind.AI_SERVICE_BACKEND;
import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.Definitions;
import io.aigw.e2e.cluster.EnvoyPod;
import io.aigw.e2e.cluster.Reading;
import io.aigw.e2e.cluster.Reading.Condition;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Programs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a reference leads to may come, go and be forbidden while the gateway runs: grants, and whole
 * kinds. Other rules never notice.
 */
@ExtendWith(ClusterExtension.class)
class ReferencesIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(ReferencesIT.class);

  private static final String OBJECTS = file("references.yaml");
  private static final String GRANT = file("grant.yaml");
  private static final String POOL = file("pool.yaml");
  private static final String NAMESPACE = "e2e-gateway";

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static Reading reading;

  @SuppressWarnings("NullAway.Init")
  private static Http gateway;

  @BeforeAll
  static void start(TestCluster cluster) throws Exception {
    ReferencesIT.cluster = cluster;
    reading = new Reading(cluster.client());
    Definitions.removeInferenceExtension(cluster);
    Controller controller = new Controller(cluster, PROGRAMS);
    controller.start();
    cluster.kubectl("apply", "-f", OBJECTS).succeeded();
    gateway =
        EnvoyPod.start(cluster, NAMESPACE, "references", controller.xdsAddress(), 8080).client();
    eventually(() -> assertThat(gateway.chat("own").status()).isEqualTo(200));
  }

  @AfterAll
  static void deleteTheNamespaces() throws Exception {
    Definitions.installInferenceExtension(cluster);
    cluster.kubectl("delete", "-f", OBJECTS, "--wait=false").succeeded();
    reading.close();
  }

  @Test
  void aGrantOpensAndItsRevocationCloses() throws Exception {
    assertThat(gateway.chat("granted").status()).isEqualTo(500);
    eventually(
        () ->
            assertThat(resolved(AI_SERVICE_BACKEND, "elsewhere").reason())
                .isEqualTo("RefNotPermitted"));
    for (int i = 0; i < 2; i++) {
      cluster.kubectl("apply", "-f", GRANT).succeeded();
      eventually(() -> assertThat(gateway.chat("granted").status()).isEqualTo(200));
      eventually(
          () -> assertThat(resolved(AI_SERVICE_BACKEND, "elsewhere").status()).isEqualTo("True"));
      cluster.kubectl("delete", "-f", GRANT).succeeded();
      eventually(() -> assertThat(gateway.chat("granted").status()).isEqualTo(500));
      assertThat(gateway.chat("own").status()).isEqualTo(200);
    }
  }

  @Test
  void theInferenceExtensionMayBeInstalledLater() throws Exception {
    assertThat(gateway.chat("pooled", "x-pool", "yes").status()).isEqualTo(500);
    assertThat(resolved(AI_GATEWAY_ROUTE, "references").message()).contains("late-pool");
    Definitions.installInferenceExtension(cluster);
    eventually(() -> cluster.kubectl("apply", "-f", POOL).succeeded());
    eventually(() -> assertThat(gateway.chat("pooled", "x-pool", "yes").status()).isEqualTo(200));
    assertThat(gateway.chat("own").status()).isEqualTo(200);
  }

  private static Condition resolved(Reading.Kind kind, String name) {
    return reading.condition(kind, NAMESPACE, name, "ResolvedRefs");
  }

  private static String file(String name) {
    return Checkout.file("e2e/src/test/resources/references").resolve(name).toString();
  }
}
