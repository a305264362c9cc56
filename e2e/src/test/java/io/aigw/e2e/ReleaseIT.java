package io.aigw.e2e;

import static io.aigw.e2e.cluster.Reading.Kind.AI_GATEWAY_ROUTE;
import static io.aigw.e2e.cluster.Reading.Kind.GATEWAY;
import static io.aigw.e2e.cluster.Reading.Kind.GATEWAY_CLASS;
import static io.aigw.e2e.cluster.Reading.Kind.INFERENCE_MODEL;
import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.EnvoyPod;
import io.aigw.e2e.cluster.Reading;
import io.aigw.e2e.cluster.Reading.Kind;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Helm;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Http.Reply;
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
 * The life of a release on a cluster, with the image that was built from this checkout, in a
 * namespace where the Pod security standard "restricted" is enforced.
 */
@ExtendWith(ClusterExtension.class)
class ReleaseIT {
  private static final String NAMESPACE = "envoy-ai-gateway-system";
  private static final String CONTROLLER = "ai-gateway-controller";
  private static final String XDS = CONTROLLER + "." + NAMESPACE + ".svc.cluster.local:18000";
  private static final String EXAMPLE = Checkout.upstream("inference_extension.yaml").toString();
  private static final String NAME = "inference-extension-example";
  private static final String[] TO_POOL = {"x-target-inference-extension", "yes"};
  private static final String OURS = "aigatewayroutes.aigateway.envoyproxy.io";
  private static final String ENVOY_GATEWAYS = "backends.gateway.envoyproxy.io";

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static Reading reading;

  @BeforeAll
  static void makeNamespace(TestCluster cluster) throws Exception {
    ReleaseIT.cluster = cluster;
    reading = new Reading(cluster.client());
    kubectl("create", "namespace", NAMESPACE);
    kubectl("label", "namespace", NAMESPACE, "pod-security.kubernetes.io/enforce=restricted");
  }

  @AfterAll
  static void deleteNamespace() throws Exception {
    reading.close();
    kubectl("delete", "namespace", NAMESPACE, "--wait=false");
  }

  @Test
  void installUpgradeRollbackUninstall() throws Exception {
    // an Envoy that the test makes itself has no certificate
    release(
        "controller.enableInferenceExtension=true",
        "controller.tls.enabled=false",
        "infrastructure.enabled=false");
    assertThat(owner(OURS)).isEqualTo("aieg");
    assertThat(owner(ENVOY_GATEWAYS)).as("not touched, somebody else made it").isEmpty();

    kubectl("apply", "-f", EXAMPLE);
    EnvoyPod envoy = EnvoyPod.start(cluster, "default", NAME, XDS, 80);
    Http gateway = envoy.client();
    eventually(() -> assertThat(ask(gateway).status()).isEqualTo(200));
    for (Kind kind : List.of(GATEWAY_CLASS, GATEWAY, AI_GATEWAY_ROUTE, INFERENCE_MODEL)) {
      eventually(() -> assertTrue(kind, "Accepted"));
    }
    eventually(() -> assertTrue(GATEWAY, "Programmed"));

    try (Traffic traffic = Traffic.of(() -> ask(gateway))) {
      // a cache that does not fit the image's files is an error now, not a slower start
      release(
          "controller.enableInferenceExtension=true",
          "controller.tls.enabled=false",
          "infrastructure.enabled=false",
          "controller.replicaCount=2",
          "controller.podDisruptionBudget.enabled=true",
          "networkPolicy.enabled=true",
          "controller.extraEnvVars[0].name=JDK_JAVA_OPTIONS",
          "controller.extraEnvVars[0].value=-XX:AOTMode=on");
      // the Pod of the release before may still be ending
      eventually(() -> assertThat(names("pods,poddisruptionbudgets,networkpolicies")).hasSize(4));
      traffic.next(20);
      cluster.helm("rollback", "aieg", "1", "--namespace", NAMESPACE, "--wait").succeeded();
      assertThat(names("poddisruptionbudgets,networkpolicies")).isEmpty();
      traffic.next(20);
      traffic.assertFlawless();
    }
    assertNothingIsForbidden();

    envoy.delete();
    uninstall();
    assertTrue(AI_GATEWAY_ROUTE, "Accepted"); // definitions and objects stay
    kubectl("delete", "-f", EXAMPLE, "--wait=false");
  }

  /** Two replicas that may look into one namespace, and an Envoy that connects over TLS. */
  @Test
  void inOneNamespaceARoleIsEnough() throws Exception {
    release(
        "controller.enableInferenceExtension=true",
        "controller.replicaCount=2",
        "controller.watch.namespaces={default}");
    kubectl("apply", "-f", EXAMPLE);
    kubectl("create", "configmap", "envoys", "--from-literal=serviceType=NodePort");
    kubectl(
        "patch",
        "gateway",
        NAME,
        "--type=merge",
        "--patch={\"spec\":{\"infrastructure\":{\"parametersRef\":{\"group\":\"\",\"kind\":\"ConfigMap\",\"name\":\"envoys\"}}}}");
    eventually(() -> assertTrue(GATEWAY, "Accepted"));
    eventually(() -> assertTrue(AI_GATEWAY_ROUTE, "Accepted"));
    eventually(Duration.ofMinutes(3), () -> assertTrue(GATEWAY, "Programmed"));
    String envoys = envoysOfTheExample();
    Http gateway = new Http("http://" + cluster.exposeService("default", envoys, 80));
    eventually(() -> assertThat(ask(gateway).status()).isEqualTo(200));
    assertThat(kubectl("get", "secret", envoys, "--output=jsonpath={.data}")).contains("tls.crt");
    assertNothingIsForbidden();
    assertThat(may("list", "services", "default")).isTrue();
    for (String resource : List.of("services", "secrets", "configmaps", "deployments")) {
      assertThat(may("list", resource, "kube-system")).as(resource).isFalse();
      assertThat(may("create", resource, "kube-system")).as(resource).isFalse();
    }
    assertThat(may("list", "secrets", NAMESPACE)).as("but the authority's").isFalse();
    kubectl("delete", "-f", EXAMPLE, "--wait=false");
    kubectl("delete", "configmap", "envoys");
    eventually(
        () ->
            assertThat(kubectl("get", "secrets", "--output=name"))
                .as("goes with its Gateway")
                .doesNotContain(envoys));
    uninstall();
  }

  private static String envoysOfTheExample() throws Exception {
    return kubectl(
            "get",
            "deployments",
            "--selector=app.kubernetes.io/managed-by=aigw,gateway.networking.k8s.io/gateway-name="
                + NAME,
            "--output=jsonpath={.items[*].metadata.name}")
        .strip();
  }

  @Test
  void theApiServerTakesWhatIsRenderedForEveryOption() throws Exception {
    String values = Checkout.file("e2e/src/test/resources/chart/everything/values.yaml").toString();
    Path rendered = Checkout.OUTPUT.resolve("everything.yaml");
    Files.writeString(
        rendered,
        cluster
            .helm(
                "template",
                "everything",
                Helm.CHART,
                "--validate",
                "--namespace",
                NAMESPACE,
                "--values",
                values,
                "--set",
                "crds.install=false,serviceMonitor.enabled=false")
            .succeeded()
            .out());
    kubectl("apply", "--dry-run=server", "--validate=strict", "-f", rendered.toString());
  }

  /** Installs or upgrades, as the documentation says it, and waits until all of it is ready. */
  private static void release(String... values) throws Exception {
    List<String> command = new ArrayList<>(List.of("upgrade", "-i", "aieg", Helm.CHART));
    command.addAll(List.of("--namespace", NAMESPACE, "--create-namespace"));
    command.addAll(List.of("--take-ownership", "--wait", "--timeout", "3m"));
    for (String value : values) {
      command.addAll(List.of("--set", value));
    }
    cluster.helm(command.toArray(String[]::new)).succeeded();
  }

  /** Uninstalls it, and fails if anything of it but the definitions is left. */
  private static void uninstall() throws Exception {
    cluster.helm("uninstall", "aieg", "--namespace", NAMESPACE, "--wait").succeeded();
    String kinds =
        String.join(
            ",",
            kubectl("api-resources", "--verbs=list", "--output=name")
                .lines()
                .filter(kind -> !kind.startsWith("events"))
                .toList());
    eventually(() -> assertThat(names(kinds)).isEmpty());
    assertThat(kubectl("get", "secrets", "--namespace", NAMESPACE, "--output=name")).isEmpty();
    assertThat(owner(OURS)).isEqualTo("aieg");
  }

  /** What has the release's label, whatever made it. */
  private static List<String> names(String kinds) throws Exception {
    return kubectl(
            "get",
            kinds,
            "--all-namespaces",
            "--selector=app.kubernetes.io/instance=aieg",
            "--output=name")
        .lines()
        .toList();
  }

  private static String owner(String definition) throws Exception {
    return kubectl(
        "get",
        "customresourcedefinition",
        definition,
        "--output=jsonpath={.metadata.annotations.meta\\.helm\\.sh/release-name}");
  }

  private static void assertNothingIsForbidden() throws Exception {
    assertThat(kubectl("logs", "--namespace", NAMESPACE, "deployment/" + CONTROLLER, "--tail=-1"))
        .contains("serving what the cluster says")
        .doesNotContainIgnoringCase("forbidden")
        .doesNotContain("ERROR");
  }

  private static boolean may(String verb, String resource, String namespace) throws Exception {
    return cluster
            .kubectl(
                "auth",
                "can-i",
                verb,
                resource,
                "--namespace",
                namespace,
                "--as=system:serviceaccount:%s:%s".formatted(NAMESPACE, CONTROLLER))
            .exitCode()
        == 0;
  }

  private static void assertTrue(Kind kind, String condition) {
    assertThat(reading.condition(kind, "default", NAME, condition).status()).isEqualTo("True");
  }

  private static Reply ask(Http gateway) throws Exception {
    return gateway.chat("mistral:latest", TO_POOL);
  }

  private static String kubectl(String... arguments) throws Exception {
    return cluster.kubectl(arguments).succeeded().out();
  }
}
