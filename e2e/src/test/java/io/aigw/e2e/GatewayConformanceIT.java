package io.aigw.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Programs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Gateway API's own suite, the core of HTTPRoute; {@code docs/conformance} says what is left out.
 */
@ExtendWith(ClusterExtension.class)
class GatewayConformanceIT {
  @RegisterExtension
  private static final Programs PROGRAMS = new Programs(GatewayConformanceIT.class);

  /** Of the suite's version: it has ReferenceGrants of v1, beside those that the cluster has. */
  private static final Path GRANTS =
      Checkout.file("e2e/crds/gateway-api-v1.6.1/referencegrants.yaml");

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @BeforeAll
  static void start(TestCluster cluster) throws Exception {
    GatewayConformanceIT.cluster = cluster;
    cluster.kubectl("apply", "--server-side", "-f", GRANTS.toString()).succeeded();
    new Controller(cluster, PROGRAMS).startWithInfrastructure(ConformanceSuite.AUTHORITY);
  }

  @AfterAll
  static void deleteItsObjects() throws Exception {
    ConformanceSuite.delete(
        cluster,
        List.of(
            "gateway-conformance-infra",
            "gateway-conformance-app-backend",
            "gateway-conformance-web-backend"));
  }

  @Test
  void theSuitePasses() throws Exception {
    ConformanceSuite suite = ConformanceSuite.run(cluster, "gateway-api");

    assertThat(suite.passed()).as(suite.log()).isTrue();
    assertThat(suite.log()).contains("--- PASS: GatewayConformance").doesNotContain("--- FAIL");
  }
}
