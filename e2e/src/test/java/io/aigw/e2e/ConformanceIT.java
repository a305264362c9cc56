package io.aigw.e2e;

import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Chat;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Http.Reply;
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
  private static final String GATEWAYS = "inference-conformance-infra";
  private static final String SERVERS = "inference-conformance-app-backend";
  private static final Duration BUILD = Duration.ofMinutes(30);
  private static final Duration SUITE = Duration.ofMinutes(25);
  private static final Path LOG = Checkout.OUTPUT.resolve("conformance.log");
  private static final Path REPORT = Checkout.OUTPUT.resolve("conformance.yaml");

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static String log;

  @BeforeAll
  static void runTheSuite(TestCluster cluster) throws Exception {
    ConformanceIT.cluster = cluster;
    script("build-programs.sh", "--conformance");
    for (String archive : script("build-images.sh", "--conformance").lines().toList()) {
      cluster.loadImage(Path.of(archive));
    }
    new Controller(cluster, PROGRAMS).startWithInfrastructure();
    cluster.kubectl("apply", "-f", manifest("suite.yaml")).succeeded();
    eventually(SUITE, () -> assertThat(status("phase")).isIn("Succeeded", "Failed"));
    log = cluster.kubectl("logs", "conformance", "--namespace", NAMESPACE).succeeded().out();
    Files.writeString(LOG, log);
    Files.writeString(REPORT, status("containerStatuses[0].state.terminated.message"));
  }

  @AfterAll
  static void deleteItsObjects() throws Exception {
    cluster
        .kubectl("delete", "-f", manifest("suite.yaml"), "--wait=false", "--ignore-not-found")
        .succeeded();
    cluster
        .kubectl("delete", "namespace", GATEWAYS, SERVERS, "--wait=false", "--ignore-not-found")
        .succeeded();
  }

  @Test
  void theSuitePasses() throws Exception {
    assertThat(status("phase")).as(log).isEqualTo("Succeeded");
    assertThat(log).contains("--- PASS: InferenceConformance").doesNotContain("--- SKIP");
  }

  /** The suite's own test of this takes away the picker of a pool that it does not ask. */
  @Test
  void withoutPickersOnlyWhatFailsOpenIsServed() throws Exception {
    cluster.kubectl("apply", "-f", manifest("failure-modes.yaml")).succeeded();
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

  private static String manifest(String name) {
    return Checkout.file("e2e/src/test/resources/conformance/" + name).toString();
  }

  private static String script(String name, String argument) throws Exception {
    return Outcome.of(
            Checkout.ROOT, List.of(Checkout.file("e2e/rig/" + name).toString(), argument), BUILD)
        .succeeded()
        .out();
  }
}
