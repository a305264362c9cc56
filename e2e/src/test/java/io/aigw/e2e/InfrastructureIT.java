package io.aigw.e2e;

import static io.aigw.e2e.cluster.Reading.Kind.DEPLOYMENT;
import static io.aigw.e2e.cluster.Reading.Kind.GATEWAY;
import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.ForwardedPort;
import io.aigw.e2e.cluster.Reading;
import io.aigw.e2e.cluster.Reading.Condition;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Http.Reply;
import io.aigw.e2e.kit.Outcome;
import io.aigw.e2e.kit.Programs;
import io.aigw.e2e.kit.Traffic;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The original's example with nothing beside it but a controller that runs the Envoys: from {@code
 * kubectl apply} to the last object gone. One Gateway's life, told in order.
 */
@ExtendWith(ClusterExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InfrastructureIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(InfrastructureIT.class);

  private static final Duration LONG = Duration.ofMinutes(3);
  private static final String EXAMPLE = Checkout.upstream("inference_extension.yaml").toString();
  private static final String NAME = "inference-extension-example";
  private static final String POOL = NAME + "-pool";
  private static final String AUTHORITY = "authority-of-the-example";
  private static final String PARAMETERS = "envoys-of-the-example";
  private static final String MODEL = "mistral:latest";
  private static final String OURS =
      "app.kubernetes.io/managed-by=aigw,gateway.networking.k8s.io/gateway-name=" + NAME;
  private static final String CHAT = "/v1/chat/completions";

  /** Takes the model server some seconds. */
  private static final String LONG_ANSWER =
      """
      {"model": "mistral:latest", "stream": true, "max_tokens": 500, "min_tokens": 500,
       "messages": [{"role": "user", "content": "Hello"}]}
      """;

  /** No body is changed on this one's way. */
  private static final String NATIVE =
      """
      apiVersion: aigateway.envoyproxy.io/v1beta1
      kind: AIGatewayRoute
      metadata: {name: native}
      spec:
        parentRefs: [{name: inference-extension-example}]
        rules:
          - matches:
              - headers: [{name: x-test, type: Exact, value: native}]
            backendRefs: [{name: inference-extension-example-testupstream}]
      """;

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static Reading reading;

  @SuppressWarnings("NullAway.Init")
  private static String envoys;

  @SuppressWarnings("NullAway.Init")
  private static Http gateway;

  @BeforeAll
  static void applyTheExample(TestCluster cluster) throws Exception {
    InfrastructureIT.cluster = cluster;
    reading = new Reading(cluster.client());
    cluster.kubectl("delete", "-f", EXAMPLE, "--ignore-not-found", "--timeout=60s").succeeded();
    new Controller(cluster, PROGRAMS).startWithInfrastructure("default/" + AUTHORITY);
    cluster.kubectl("apply", "-f", EXAMPLE).succeeded();
    eventually(() -> assertThat(names("deployments")).isNotEmpty());
    envoys = names("deployments").strip();
    cluster
        .kubectl(
            "create",
            "configmap",
            PARAMETERS,
            "--from-literal=serviceType=NodePort",
            "--from-literal=drainSeconds=20")
        .succeeded();
    cluster
        .kubectl(
            "patch",
            "gateway",
            NAME,
            "--type=merge",
            "--patch={\"spec\":{\"infrastructure\":{\"parametersRef\":{\"group\":\"\",\"kind\":\"ConfigMap\",\"name\":\"%s\"}}}}"
                .formatted(PARAMETERS))
        .succeeded();
  }

  @AfterAll
  static void deleteTheExample() throws Exception {
    cluster.kubectl("delete", "-f", EXAMPLE, "--ignore-not-found", "--wait=false").succeeded();
    cluster.kubectl("delete", "configmap/" + PARAMETERS, "secret/" + AUTHORITY).succeeded();
    reading.close();
  }

  @Test
  @Order(1)
  void theEnvoyServesThroughTheService() throws Exception {
    eventually(LONG, () -> assertThat(programmed().status()).isEqualTo("True"));
    gateway = new Http("http://" + cluster.exposeService("default", envoys, 80));

    eventually(LONG, () -> assertThat(ask().status()).isEqualTo(200));
    // the first Envoy was made before its parameters were there
    eventually(LONG, () -> assertThat(names("pods").strip().lines()).hasSize(1));

    JsonNode addresses = reading.object(GATEWAY, "default", NAME).at("/status/addresses");
    assertThat(addresses).hasSize(1);
    assertThat(addresses.at("/0/type").asText()).isEqualTo("IPAddress");
    assertThat(restarts()).as("restarts of containers").matches("0( 0)*");
  }

  @Test
  @Order(2)
  void whatSomebodyTakesAwayIsPutBack() throws Exception {
    cluster.kubectl("scale", "deployment", envoys, "--replicas=3").succeeded();
    eventually(() -> assertThat(replicas()).isEqualTo(1));

    cluster.kubectl("label", "service", envoys, "app.kubernetes.io/managed-by-").succeeded();
    eventually(() -> assertThat(names("services").strip()).isEqualTo(envoys));
  }

  @Test
  @Order(3)
  void parametersThatCannotBeReadAreToldAndChangeNothing() throws Exception {
    setParameter("replica", "\"3\"");
    eventually(
        () -> {
          Condition accepted = reading.condition(GATEWAY, "default", NAME, "Accepted");
          assertThat(accepted.reason()).isEqualTo("InvalidParameters");
          assertThat(accepted.message()).contains("replica: no such parameter");
        });
    assertThat(ask().status()).isEqualTo(200);
    setParameter("replica", "null");
    eventually(
        () ->
            assertThat(reading.condition(GATEWAY, "default", NAME, "Accepted").status())
                .isEqualTo("True"));
  }

  @Test
  @Order(4)
  void aRollOutFailsNoRequest() throws Exception {
    String before = names("pods").strip();
    try (Traffic traffic = Traffic.of(InfrastructureIT::ask)) {
      traffic.next(20);
      setParameter("drainSeconds", "\"21\"");
      eventually(LONG, () -> assertThat(names("pods")).isNotBlank().doesNotContain(before));
      traffic.next(20);
      traffic.assertFlawless();
    }
  }

  @Test
  @Order(5)
  void aRuleThatChangesBodiesBringsAProcessorBesideTheEnvoy() throws Exception {
    cluster
        .kubectl(
            "patch",
            "inferencemodel",
            NAME,
            "--type=merge",
            "--patch={\"spec\":{\"targetModels\":[{\"name\":\"mistral-v2\",\"weight\":1}]}}")
        .succeeded();
    eventually(
        LONG,
        () -> {
          JsonNode deployment = reading.object(DEPLOYMENT, "default", envoys);
          assertThat(deployment.at("/spec/template/spec/initContainers/0/name").asText())
              .isEqualTo("processor");
          assertThat(names("pods").strip().lines()).hasSize(1);
          Reply reply = ask();
          assertThat(reply.status()).isEqualTo(200);
          assertThat(reply.json().at("/model").asText()).isEqualTo("mistral-v2");
        });
  }

  @Test
  @Order(6)
  void aProcessorThatIsKilledCostsQuestionsAlone() throws Exception {
    cluster.apply(NATIVE);
    eventually(() -> assertThat(askNatively().status()).isEqualTo(200));
    try (Traffic traffic = Traffic.of(InfrastructureIT::askNatively);
        Traffic rewriting = Traffic.of(InfrastructureIT::askRewritten);
        Http.Stream inFlight =
            gateway.stream(CHAT, LONG_ANSWER, "x-target-inference-extension", "yes")) {
      traffic.next(20);
      rewriting.next(20);
      assertThat(inFlight.status()).isEqualTo(200);
      assertThat(inFlight.line()).startsWith("data:");

      cluster.kill(processor());
      rewriting.next(20);
      assertThat(inFlight.rest()).contains("data: [DONE]");
      eventually(() -> assertThat(restarts()).contains("1"));
      rewriting.next(200);
      System.out.printf(
          "from the first to the last question that a killed processor cost: %d ms%n",
          rewriting.assertFailedOnceAtMost().toMillis());
      traffic.next(20);
      traffic.assertFlawless();
    }
    cluster.kubectl("delete", "aigatewayroute", "native").succeeded();
  }

  @Test
  @Order(7)
  void theProcessorChoosesByWhatServersSayAndTellsWhy() throws Exception {
    try (Traffic traffic = Traffic.of(InfrastructureIT::askRewritten)) {
      traffic.next(20);
      cluster
          .kubectl(
              "annotate",
              "inferencepools.inference.networking.x-k8s.io",
              POOL,
              "aigateway.envoyproxy.io/picking-policy=decision-tree")
          .succeeded();
      try (ForwardedPort health = cluster.forward("default", names("pods").strip(), 19002)) {
        Http processor = new Http("http://" + health.address());
        eventually(
            () ->
                assertThat(processor.get("/pools").body())
                    .contains("pool-v1alpha2/default/" + POOL + ", decision-tree")
                    .contains(" ms ago")
                    .contains("mistral-v2")
                    .contains("least cache use"));
      }
      assertThat(fromOutside("readyz").succeeded().out()).contains("ok");
      assertThat(fromOutside("pools").err()).contains("Forbidden");
      traffic.next(50);
      traffic.assertFlawless();
    }
  }

  @Test
  @Order(8)
  void aDaemonSetTakesTheDeploymentsPlaceAndGivesItBack() throws Exception {
    try (Traffic traffic = Traffic.of(InfrastructureIT::ask)) {
      traffic.next(20);
      setParameter("workload", "\"DaemonSet\"");
      eventually(LONG, () -> assertThat(names("deployments")).isBlank());
      assertThat(names("daemonsets").strip()).isEqualTo(envoys);
      traffic.next(20);
      eventually(() -> assertThat(programmed().status()).isEqualTo("True"));

      cluster.kubectl("delete", "daemonset", envoys, "--cascade=orphan").succeeded();
      eventually(() -> assertThat(names("daemonsets").strip()).isEqualTo(envoys));

      setParameter("workload", "null");
      eventually(LONG, () -> assertThat(names("daemonsets")).isBlank());
      assertThat(names("deployments").strip()).isEqualTo(envoys);
      traffic.next(20);
      traffic.assertFlawless();
    }
  }

  @Test
  @Order(9)
  void withItsGatewayEverythingGoes() throws Exception {
    cluster.kubectl("delete", "gateway", NAME).succeeded();
    eventually(
        LONG,
        () -> {
          String left = names("deployments,daemonsets,services,configmaps,serviceaccounts,pods");
          assertThat(left).isBlank();
        });
  }

  private static void setParameter(String key, String value) throws Exception {
    cluster
        .kubectl(
            "patch",
            "configmap",
            PARAMETERS,
            "--type=merge",
            "--patch={\"data\":{\"%s\":%s}}".formatted(key, value))
        .succeeded();
  }

  /** Names of what the controller made for the example, one a line. */
  private static String names(String kinds) throws Exception {
    return cluster
        .kubectl(
            "get",
            kinds,
            "--selector=" + OURS,
            "--output=jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}")
        .succeeded()
        .out();
  }

  /** A page of the processor's health address, as somebody outside of its Pod gets it. */
  private static Outcome fromOutside(String page) throws Exception {
    return cluster.kubectl(
        "get",
        "--raw",
        "/api/v1/namespaces/default/pods/%s:19002/proxy/%s".formatted(names("pods").strip(), page));
  }

  private static String restarts() throws Exception {
    return cluster
        .kubectl(
            "get",
            "pods",
            "--selector=" + OURS,
            "--output=jsonpath={.items[*].status.containerStatuses[*].restartCount} "
                + "{.items[*].status.initContainerStatuses[*].restartCount}")
        .succeeded()
        .out()
        .strip();
  }

  private static String processor() throws Exception {
    return cluster
        .kubectl(
            "get",
            "pods",
            "--selector=" + OURS,
            "--output=jsonpath={.items[0].status.initContainerStatuses[0].containerID}")
        .succeeded()
        .out();
  }

  private static int replicas() {
    return reading.object(DEPLOYMENT, "default", envoys).at("/spec/replicas").asInt();
  }

  private static Condition programmed() {
    return reading.condition(GATEWAY, "default", NAME, "Programmed");
  }

  private static Reply askNatively() throws Exception {
    return gateway.chat("any", "x-test", "native");
  }

  /** An answer of another model than the one that the processor names is a failure. */
  private static Reply askRewritten() throws Exception {
    Reply reply = ask();
    if (reply.status() == 200 && !reply.json().at("/model").asText().equals("mistral-v2")) {
      throw new IllegalStateException("the body went on as it was: " + reply.body());
    }
    return reply;
  }

  private static Reply ask() throws Exception {
    return gateway.chat(MODEL, "x-target-inference-extension", "yes");
  }
}
