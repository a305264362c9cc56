package io.aigw.e2e;

import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Outcome;
import io.aigw.e2e.kit.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The Gateway API Inference Extension's own suite, of which not a line is ours, in a Pod of the
 * cluster. Its report is left in this module's output; {@code docs/conformance} has one.
 */
@ExtendWith(ClusterExtension.class)
class ConformanceIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(ConformanceIT.class);

  private static final String NAMESPACE = "aigw-conformance";
  private static final Duration BUILD = Duration.ofMinutes(30);
  private static final Duration SUITE = Duration.ofMinutes(25);
  private static final Path LOG = Checkout.OUTPUT.resolve("conformance.log");
  private static final Path REPORT = Checkout.OUTPUT.resolve("conformance.yaml");

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @BeforeAll
  static void install(TestCluster cluster) throws Exception {
    ConformanceIT.cluster = cluster;
    script("build-programs.sh", "--conformance");
    for (String archive : script("build-images.sh", "--conformance").lines().toList()) {
      cluster.loadImage(Path.of(archive));
    }
    new Controller(cluster, PROGRAMS).startWithInfrastructure();
    cluster.kubectl("apply", "-f", manifest()).succeeded();
  }

  @AfterAll
  static void uninstall() throws Exception {
    cluster.kubectl("delete", "-f", manifest(), "--wait=false", "--ignore-not-found").succeeded();
    cluster
        .kubectl(
            "delete",
            "namespace",
            "inference-conformance-infra",
            "inference-conformance-app-backend",
            "--wait=false",
            "--ignore-not-found")
        .succeeded();
  }

  @Test
  void theSuitePasses() throws Exception {
    eventually(SUITE, () -> assertThat(status("phase")).isIn("Succeeded", "Failed"));

    String log = cluster.kubectl("logs", "conformance", "--namespace", NAMESPACE).succeeded().out();
    Files.writeString(LOG, log);
    Files.writeString(REPORT, status("containerStatuses[0].state.terminated.message"));
    assertThat(status("phase")).as(log).isEqualTo("Succeeded");
    assertThat(log).contains("--- PASS: InferenceConformance").doesNotContain("--- SKIP");
  }

  private static String status(String field) throws Exception {
    return cluster
        .kubectl(
            "get",
            "pod",
            "conformance",
            "--namespace",
            NAMESPACE,
            "--output=jsonpath={.status.%s}".formatted(field))
        .succeeded()
        .out();
  }

  private static String manifest() {
    return Checkout.file("e2e/src/test/resources/conformance/suite.yaml").toString();
  }

  private static String script(String name, String argument) throws Exception {
    return Outcome.of(
            Checkout.ROOT, List.of(Checkout.file("e2e/rig/" + name).toString(), argument), BUILD)
        .succeeded()
        .out();
  }
}
