package io.aigw.e2e;

import static io.aigw.e2e.cluster.Reading.Kind.GATEWAY;
import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Reading;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Helm;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Http.Reply;
import io.aigw.e2e.kit.Outcome;
import io.aigw.e2e.kit.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A release with two replicas and a Gateway with two Envoys, while all of it is replaced, part by
 * part, under a hundred clients of which none may notice.
 */
@ExtendWith(ClusterExtension.class)
class UpgradeIT {
  private static final String NAMESPACE = "upgrade";
  private static final String CONTROLLER = "deployment/ai-gateway-controller";
  private static final String EXAMPLE = Checkout.upstream("inference_extension.yaml").toString();
  private static final String NAME = "inference-extension-example";
  private static final String PARAMETERS = "envoys-to-upgrade";
  private static final String ENVOYS =
      "app.kubernetes.io/managed-by=aigw,gateway.networking.k8s.io/gateway-name=" + NAME;
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final int CLIENTS = 100;
  private static final Duration PAUSE = Duration.ofMillis(400);

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static Reading reading;

  @BeforeAll
  static void install(TestCluster cluster) throws Exception {
    UpgradeIT.cluster = cluster;
    reading = new Reading(cluster.client());
    kubectl("delete", "-f", EXAMPLE, "--ignore-not-found", "--timeout=60s");
    release("logLevel=info");
    kubectl(
        "create",
        "configmap",
        PARAMETERS,
        "--from-literal=serviceType=NodePort",
        "--from-literal=replicas=2",
        "--from-literal=drainSeconds=20");
    kubectl("apply", "-f", EXAMPLE);
    kubectl(
        "patch",
        "gateway",
        NAME,
        "--type=merge",
        "--patch={\"spec\":{\"infrastructure\":{\"parametersRef\":{\"group\":\"\",\"kind\":\"ConfigMap\",\"name\":\"%s\"}}}}"
            .formatted(PARAMETERS));
  }

  @AfterAll
  static void uninstall() throws Exception {
    kubectl("delete", "-f", EXAMPLE, "--wait=false");
    kubectl("delete", "configmap", PARAMETERS);
    cluster.helm("uninstall", "upgrade", "--namespace", NAMESPACE, "--wait").succeeded();
    kubectl("delete", "namespace", NAMESPACE, "--wait=false");
    reading.close();
  }

  @Test
  void nothingThatIsReplacedCostsARequest() throws Exception {
    eventually(LONG, () -> assertThat(envoys("pods")).hasSize(2));
    String service = envoys("services").getFirst();
    eventually(LONG, () -> assertThat(programmed()).isEqualTo("True"));
    Http gateway = new Http("http://" + cluster.exposeService("default", service, 80));
    eventually(LONG, () -> assertThat(ask(gateway).status()).isEqualTo(200));

    try (Traffic traffic = Traffic.of(CLIENTS, PAUSE, () -> ask(gateway))) {
      traffic.next(CLIENTS);
      release("logLevel=debug"); // waits for the new Pods
      traffic.next(CLIENTS);
      rollOutControllers();
      traffic.next(CLIENTS);
      rollOutEnvoys();
      traffic.next(CLIENTS);
      evictBoth();
      traffic.next(CLIENTS);
      traffic.assertFlawless();
    }
  }

  private static void rollOutControllers() throws Exception {
    kubectl("rollout", "restart", CONTROLLER, "--namespace", NAMESPACE);
    kubectl("rollout", "status", CONTROLLER, "--namespace", NAMESPACE, "--timeout=110s");
  }

  private static void rollOutEnvoys() throws Exception {
    List<String> before = envoys("pods");
    kubectl(
        "patch", "configmap", PARAMETERS, "--type=merge", "--patch={\"data\":{\"workers\":\"1\"}}");
    eventually(
        LONG, () -> assertThat(envoys("pods")).hasSize(2).doesNotContainAnyElementsOf(before));
  }

  /** As a node's drain does it: again and again, until the disruption budget allows it. */
  private static void evictBoth() throws Exception {
    List<String> pods = envoys("pods");
    assertThat(pods).hasSize(2);
    assertThat(evict(pods.getFirst()).exitCode()).isZero();
    assertThat(evict(pods.getLast()).err()).as("not both").contains("disruption budget");
    eventually(LONG, () -> assertThat(evict(pods.getLast()).exitCode()).isZero());
    eventually(LONG, () -> assertThat(envoys("pods")).hasSize(2).doesNotContainAnyElementsOf(pods));
  }

  private static Outcome evict(String pod) throws Exception {
    Path eviction = Checkout.OUTPUT.resolve("eviction.json");
    Files.writeString(
        eviction,
        """
        {"apiVersion": "policy/v1", "kind": "Eviction",
         "metadata": {"namespace": "default", "name": "%s"}}
        """
            .formatted(pod));
    return cluster.kubectl(
        "create",
        "--raw=/api/v1/namespaces/default/pods/" + pod + "/eviction",
        "-f",
        eviction.toString());
  }

  private static void release(String value) throws Exception {
    List<String> command = new ArrayList<>(List.of("upgrade", "-i", "upgrade", Helm.CHART));
    command.addAll(List.of("--namespace", NAMESPACE, "--create-namespace"));
    command.addAll(List.of("--take-ownership", "--wait", "--timeout", "4m"));
    command.addAll(List.of("--set", "controller.enableInferenceExtension=true"));
    command.addAll(List.of("--set", "controller.replicaCount=2"));
    command.addAll(List.of("--set", "controller." + value));
    cluster.helm(command.toArray(String[]::new)).succeeded();
  }

  /** The names of objects of the Envoys. */
  private static List<String> envoys(String kind) throws Exception {
    return cluster
        .kubectl(
            "get",
            kind,
            "--selector=" + ENVOYS,
            "--output=jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}")
        .succeeded()
        .out()
        .lines()
        .toList();
  }

  private static String programmed() {
    return reading.condition(GATEWAY, "default", NAME, "Programmed").status();
  }

  private static Reply ask(Http gateway) throws Exception {
    return gateway.chat("mistral:latest", "x-target-inference-extension", "yes");
  }

  private static void kubectl(String... arguments) throws Exception {
    cluster.kubectl(arguments).succeeded();
  }
}
