package io.aigw.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Programs;
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

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @BeforeAll
  static void start(TestCluster cluster) throws Exception {
    GatewayConformanceIT.cluster = cluster;
    new Controller(cluster, PROGRAMS).startWithInfrastructure();
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
