package io.aigw.e2e;

import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Chat;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Http.Reply;
import io.aigw.e2e.kit.Programs;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The Gateway API Inference Extension's own suite, and beside its objects what it does not test.
 */
@ExtendWith(ClusterExtension.class)
class ConformanceIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(ConformanceIT.class);

  private static final String GATEWAYS = "inference-conformance-infra";
  private static final String SERVERS = "inference-conformance-app-backend";

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static ConformanceSuite suite;

  @BeforeAll
  static void runTheSuite(TestCluster cluster) throws Exception {
    ConformanceIT.cluster = cluster;
    new Controller(cluster, PROGRAMS).startWithInfrastructure(ConformanceSuite.AUTHORITY);
    suite = ConformanceSuite.run(cluster, "inference-extension");
  }

  @AfterAll
  static void deleteItsObjects() throws Exception {
    ConformanceSuite.delete(cluster, List.of(GATEWAYS, SERVERS));
  }

  @Test
  void theSuitePasses() {
    assertThat(suite.passed()).as(suite.log()).isTrue();
    assertThat(suite.log())
        .contains("--- PASS: InferenceConformance")
        .doesNotContain("--- SKIP", "--- FAIL");
  }

  /** The suite's own test of this takes away the picker of a pool that it does not ask. */
  @Test
  void withoutPickersOnlyWhatFailsOpenIsServed() throws Exception {
    cluster.kubectl("apply", "-f", ConformanceSuite.manifest("failure-modes")).succeeded();
    Http gateway = new Http("http://127.0.0.1:" + cluster.expose(GATEWAYS, envoy(), 80));
    eventually(() -> assertPicked(ask(gateway, "/fails-open")));
    eventually(() -> assertPicked(ask(gateway, "/fails-closed")));

    scalePickers(0);
    eventually(() -> assertThat(ask(gateway, "/fails-closed").status()).isBetween(500, 599));
    eventually(() -> assertNotPicked(ask(gateway, "/fails-open")));
    for (int i = 0; i < 50; i++) {
      assertNotPicked(ask(gateway, "/fails-open"));
      assertThat(ask(gateway, "/fails-closed").status()).isBetween(500, 599);
    }

    scalePickers(1);
    eventually(() -> assertPicked(ask(gateway, "/fails-open")));
    eventually(() -> assertPicked(ask(gateway, "/fails-closed")));
  }

  private static void scalePickers(int replicas) throws Exception {
    cluster
        .kubectl(
            "scale",
            "deployment",
            "primary-app-endpoint-picker",
            "secondary-app-endpoint-picker",
            "--namespace",
            SERVERS,
            "--replicas=" + replicas)
        .succeeded();
  }

  private static Reply ask(Http gateway, String path) throws Exception {
    return gateway.post(path, Chat.of("any"));
  }

  private static void assertPicked(Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(saidOfPicker(reply)).isNotEmpty();
  }

  private static void assertNotPicked(Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(saidOfPicker(reply)).isEmpty();
  }

  /** A header that the suite's picker adds to responses. */
  private static String saidOfPicker(Reply reply) {
    return reply.header("x-conformance-test-served-endpoint");
  }

  private static String envoy() throws Exception {
    return cluster
        .kubectl(
            "get",
            "pods",
            "--namespace",
            GATEWAYS,
            "--selector=gateway.networking.k8s.io/gateway-name=conformance-primary",
            "--output=jsonpath={.items[0].metadata.name}")
        .succeeded()
        .out();
  }
}
