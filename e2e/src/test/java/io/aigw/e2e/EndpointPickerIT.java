package io.aigw.e2e;

import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.EnvoyPod;
import io.aigw.e2e.cluster.ForwardedPort;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Aigw;
import io.aigw.e2e.kit.Chat;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Helm;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Http.Reply;
import io.aigw.e2e.kit.Programs;
import io.aigw.e2e.kit.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Endpoint pickers in a cluster, the example's and the chart's, with the rights that they ask for,
 * for two pools whose gateway asks them by the protocol.
 */
@ExtendWith(ClusterExtension.class)
class EndpointPickerIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(EndpointPickerIT.class);

  private static final String WORLD =
      Checkout.file("e2e/src/test/resources/picker/world.yaml").toString();

  private static final Path RESTRICTED =
      Checkout.file("e2e/src/test/resources/picker/restricted.yaml");

  private static final Path VALUES = Checkout.file("e2e/src/test/resources/picker/values.yaml");

  private static final String KINDS =
      "deployments,services,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings,"
          + "poddisruptionbudgets,networkpolicies";

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static EnvoyPod envoy;

  @SuppressWarnings("NullAway.Init")
  private static Http gateway;

  @BeforeAll
  static void applyTheExample(TestCluster cluster) throws Exception {
    EndpointPickerIT.cluster = cluster;
    Controller controller = new Controller(cluster, PROGRAMS);
    controller.start();
    cluster.kubectl("apply", "-f", WORLD).succeeded();
    cluster.apply(picker());
    rolledOut("llama");
    rolledOut("mistral");
    rolledOut("llama-picker");
    envoy = EnvoyPod.start(cluster, "default", "picked", controller.xdsAddress(), 80);
    gateway = envoy.client();
    eventually(() -> assertThat(ask().status()).isEqualTo(200));
    eventually(() -> assertThat(askOther().status()).isEqualTo(200));
  }

  /**
   * The example, for one more pool, and with a second endpoint in each answer: a Pod that comes or
   * goes is known to the picker and to the gateway at not quite the same moment.
   */
  private static String picker() throws Exception {
    String example = Files.readString(Checkout.file("examples/endpoint-picker/picker.yaml"));
    String pool = "            - --pool=default/llama\n";
    String port = "    - name: grpc\n      port: 9002\n      appProtocol: http2\n";
    assertThat(example).contains(pool).contains(port);
    return example
        .replace(
            pool,
            """
                        - --pool=default/llama:9002
                        - --pool=default/mistral:9004
                        - --endpoints=2
            """)
        .replace(port, port + "    - name: mistral\n      port: 9004\n      appProtocol: http2\n");
  }

  @AfterAll
  static void deleteAll() throws Exception {
    envoy.delete();
    cluster.kubectl("delete", "-f", WORLD, "--wait=false").succeeded();
    cluster
        .kubectl(
            "delete",
            "-f",
            Checkout.file("examples/endpoint-picker/picker.yaml").toString(),
            "--wait=false")
        .succeeded();
  }

  @Test
  void eachPoolIsPickedForAmongItsOwnPods() throws Exception {
    Set<String> llama = new HashSet<>();
    Set<String> mistral = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      llama.add(ok(ask()).server());
      mistral.add(ok(askOther()).server());
      Reply stream = ok(gateway.post("/v1/chat/completions", Chat.streamed("any")));
      assertThat(stream.body()).endsWith("data: [DONE]\n\n");
    }
    assertThat(llama).hasSize(2);
    assertThat(mistral).hasSize(1).doesNotContainAnyElementsOf(llama);
  }

  @Test
  void podsAreFollowedAndWhoPicksIsReplacedWithoutAFailedRequest() throws Exception {
    try (Traffic traffic = Traffic.of(EndpointPickerIT::ask)) {
      scale("llama", 3);
      eventually(() -> assertThat(traffic.next(60)).hasSize(3));
      cluster.kubectl("rollout", "restart", "deployment", "llama-picker").succeeded();
      rolledOut("llama-picker");
      traffic.next(200);
      scale("llama", 2);
      eventually(() -> assertThat(traffic.next(60)).hasSize(2));
      traffic.assertFlawless();
    }
  }

  /** The picker knows a new Pod as soon as it is ready, the gateway perhaps a little later. */
  @Test
  void aPodThatComesIsKnownToTheGatewayWhenItIsTheOnlyOneThatIsNamed() throws Exception {
    cluster.apply(picker().replace("--endpoints=2", "--endpoints=1"));
    rolledOut("llama-picker");
    eventually(() -> assertThat(ask().status()).isEqualTo(200));
    try (Traffic traffic = Traffic.of(EndpointPickerIT::ask)) {
      for (int replicas = 3; replicas <= 5; replicas++) {
        int expected = replicas;
        scale("llama", replicas);
        eventually(() -> assertThat(traffic.next(60)).hasSize(expected));
      }
      traffic.assertFlawless();
    }
    cluster.apply(picker());
    rolledOut("llama-picker");
    scale("llama", 2);
    eventually(() -> assertThat(ask().status()).isEqualTo(200));
  }

  @Test
  void withoutPodsAndWithoutAPickerThereIsAnError() throws Exception {
    scale("mistral", 0);
    eventually(() -> assertThat(askOther().status()).isEqualTo(503));
    scale("mistral", 1);
    eventually(() -> assertThat(askOther().status()).isEqualTo(200));

    scale("llama-picker", 0);
    eventually(() -> assertThat(ask().status()).isBetween(500, 599));
    scale("llama-picker", 1);
    eventually(() -> assertThat(ask().status()).isEqualTo(200));
    eventually(() -> assertThat(askOther().status()).isEqualTo(200));
  }

  @Test
  void itSaysWhatItKnowsAndWhyItChose() throws Exception {
    ok(ask());
    String pod =
        cluster
            .kubectl(
                "get",
                "pods",
                "--selector=app=llama-picker",
                "--field-selector=status.phase=Running",
                "--output=jsonpath={.items[0].metadata.name}")
            .succeeded()
            .out();
    try (ForwardedPort health = cluster.forward("default", pod, 8081)) {
      assertThat(explained("llama", health))
          .contains("pool/default/llama, least-requests")
          .contains("fewest in flight");
      assertThat(new Http("http://" + health.address()).get("/readyz").body()).isEqualTo("ok\n");
    }
  }

  /** Of a release in another namespace than the pools; the gateway goes over to it and back. */
  @Test
  void theChartInstallsOneInEachNamespaceThatHasPools() throws Exception {
    cluster.apply(Files.readString(RESTRICTED));
    cluster
        .helm(
            "install",
            "picking",
            Helm.CHART,
            "--namespace=pickers",
            "--values=" + VALUES,
            "--wait",
            "--timeout=3m")
        .succeeded();
    assertThat(ofTheRelease("deployments", "--all-namespaces"))
        .containsExactly("default/picker-of-the-chart", "pickers/picker-of-the-chart");
    try (Traffic traffic = Traffic.of(EndpointPickerIT::ask)) {
      refer("llama", "picker-of-the-chart", 9002);
      refer("mistral", "picker-of-the-chart", 9004);
      String pod = ofTheRelease("pods", "--namespace=default").getFirst().split("/", 2)[1];
      try (ForwardedPort health = cluster.forward("default", pod, 8081)) {
        for (String pool : List.of("llama", "mistral")) {
          eventually(
              () -> {
                assertThat(askOther().status()).isEqualTo(200);
                assertThat(explained(pool, health)).contains("fewest in flight");
              });
        }
      }
      scale("llama", 3);
      eventually(() -> assertThat(traffic.next(60)).hasSize(3));
      scale("llama", 2);
      eventually(() -> assertThat(traffic.next(60)).hasSize(2));
      refer("llama", "llama-picker", 9002);
      refer("mistral", "llama-picker", 9004);
      traffic.next(200);
      traffic.assertFlawless();
    }
    assertThat(cluster.kubectl("logs", "deployment/picker-of-the-chart").succeeded().out())
        .doesNotContainIgnoringCase("forbidden")
        .doesNotContain("ERROR");
    cluster.helm("uninstall", "picking", "--namespace=pickers", "--wait").succeeded();
    assertThat(ofTheRelease(KINDS, "--all-namespaces")).isEmpty();
    cluster.kubectl("delete", "-f", RESTRICTED.toString(), "--wait=false").succeeded();
  }

  private static String explained(String pool, ForwardedPort health) throws Exception {
    return Aigw.run("explain", "default/" + pool, "--at", health.address()).succeeded().out();
  }

  private static void refer(String pool, String picker, int port) throws Exception {
    cluster
        .kubectl(
            "patch",
            "inferencepools.inference.networking.k8s.io",
            pool,
            "--type=merge",
            "--patch={\"spec\":{\"endpointPickerRef\":{\"name\":\"%s\",\"port\":{\"number\":%d}}}}"
                .formatted(picker, port))
        .succeeded();
  }

  /** What has the release's label, as {@code NAMESPACE/NAME}. */
  private static List<String> ofTheRelease(String kinds, String where) throws Exception {
    return cluster
        .kubectl(
            "get",
            kinds,
            where,
            "--selector=app.kubernetes.io/instance=picking",
            "--output=jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}{\"\\n\"}{end}")
        .succeeded()
        .out()
        .lines()
        .toList();
  }

  private static Reply ask() throws Exception {
    return gateway.chat("any");
  }

  private static Reply askOther() throws Exception {
    return gateway.chat("any", "x-pool", "mistral");
  }

  private static Reply ok(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply;
  }

  private static void scale(String deployment, int replicas) throws Exception {
    cluster.kubectl("scale", "deployment", deployment, "--replicas=" + replicas).succeeded();
    rolledOut(deployment);
  }

  private static void rolledOut(String deployment) throws Exception {
    cluster.kubectl("rollout", "status", "deployment", deployment, "--timeout=100s").succeeded();
  }
}
