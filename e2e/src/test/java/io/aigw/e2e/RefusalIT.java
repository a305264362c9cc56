package io.aigw.e2e;

import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Ports;
import io.aigw.e2e.kit.Program;
import io.aigw.e2e.kit.Programs;
import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.bootstrap.BootstrapSettings;
import io.aigw.operator.bootstrap.EnvoyBootstrap;
import io.aigw.operator.kubernetes.ApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What an Envoy refuses is said of the object it comes from: by an Envoy that allows smaller
 * expressions than the gateway believes.
 */
@ExtendWith(ClusterExtension.class)
class RefusalIT {

  private static final String TOO_LARGE = "(x|yz|a?b|c+d){9}";

  @RegisterExtension static final Programs PROGRAMS = new Programs(RefusalIT.class);

  private final String namespace = "refusal-" + UUID.randomUUID().toString().substring(0, 8);
  private final int port = Ports.free();
  private final Controller controller;
  private final KubernetesClient client;

  @SuppressWarnings("NullAway.Init")
  private Program running;

  RefusalIT(TestCluster cluster) {
    controller = new Controller(cluster, PROGRAMS);
    client = ApiServer.connect(Optional.of(cluster.kubeconfig()));
  }

  @BeforeEach
  void start() throws IOException, InterruptedException {
    client.resource(namespace()).create();
    Stream.of(GATEWAY_CLASS, GATEWAY, BACKEND, SERVICE, route("plain", "x"), route("other", "y"))
        .forEach(object -> client.resource(read(object)).create());
    running = controller.start();
  }

  @AfterEach
  void end() {
    client.resource(read(GATEWAY_CLASS)).delete();
    client.resource(namespace()).delete();
    client.close();
  }

  @Test
  void isSaidWhileItLastsAndOthersGoOn() throws Exception {
    startEnvoy();
    eventually(() -> assertThat(programmed(get(GATEWAY))).containsEntry("status", "True"));

    client.resource(read(route("plain", TOO_LARGE))).patch();

    eventually(this::isRefused);
    eventually(() -> assertThat(controller.metrics()).contains("aigw_xds_refused_resources{"));
    assertThat(controller.metrics()).contains("aigw_xds_rejections_total{");
    client.resource(read(route("other", "z"))).patch();
    eventually(() -> assertThat(status("z")).isEqualTo(503));
    assertThat(status("x")).as("as it was").isEqualTo(503);
    eventually(() -> assertThat(programmed(get(GATEWAY))).containsEntry("status", "True"));
    assertThat(programmed(get(route("other", "")))).isEmpty();

    client.resource(read(route("plain", "w"))).patch();

    eventually(() -> assertThat(programmed(get(route("plain", "")))).isEmpty());
    eventually(() -> assertThat(status("w")).isEqualTo(503));
    assertThat(status("x")).isEqualTo(404);
    assertThat(running.log().lines().filter(line -> line.contains("Envoy refuses")))
        .satisfiesExactly(
            begun ->
                assertThat(begun).contains("object=\"aigatewayroute " + namespace + "/plain\""),
            ended ->
                assertThat(ended)
                    .contains("nothing", "object=\"aigatewayroute " + namespace + "/plain\""));
  }

  @Test
  void anEnvoyThatComesBackAndRefusesAgainIsNoNews() throws Exception {
    Program envoy = startEnvoy();
    eventually(() -> assertThat(status("x")).isEqualTo(503));
    client.resource(read(route("plain", TOO_LARGE))).patch();
    eventually(this::isRefused);
    Map<String, Object> before = programmed(get(route("plain", "")));
    List<Map<String, Object>> seen = new CopyOnWriteArrayList<>();

    try (Watch _ = client.resource(read(route("plain", ""))).watch(new Follower(seen))) {
      envoy.kill();
      startEnvoy();
      eventually(() -> assertThat(status("x")).as("the last good version").isEqualTo(503));
      // whatever is to be said of the next is said after all that there was to say of the first
      client.resource(read(route("other", TOO_LARGE))).patch();
      eventually(() -> assertThat(programmed(get(route("other", "")))).isNotEmpty());
    }

    assertThat(seen).isNotEmpty().allSatisfy(state -> assertThat(state).isEqualTo(before));
    assertThat(programmed(get(route("plain", "")))).isEqualTo(before);
  }

  @Test
  void aMistakeThatIsFoundBeforeKeepsTheVersionBefore() throws Exception {
    startEnvoy();
    eventually(() -> assertThat(status("x")).isEqualTo(503));

    client.resource(read(route("plain", "x("))).patch();

    eventually(
        () -> {
          Map<String, Object> condition = condition(get(route("plain", "")), "Accepted");
          assertThat(condition)
              .containsEntry("status", "False")
              .containsEntry("reason", "UnsupportedValue")
              .containsEntry("observedGeneration", 2);
          assertThat(String.valueOf(condition.get("message")))
              .contains("spec.rules[0].matches[0]", "x(", "generation 1 stays in effect");
        });
    client.resource(read(route("other", "z"))).patch();
    eventually(() -> assertThat(status("z")).isEqualTo(503));
    assertThat(status("x")).as("the last good version").isEqualTo(503);

    eventually(() -> assertThat(kept()).isEqualTo(1));
    running.kill();
    running = controller.start();
    client.resource(read(route("other", "v"))).patch();
    eventually(() -> assertThat(status("v")).isEqualTo(503));
    assertThat(status("x")).as("the last good version, after a restart").isEqualTo(503);
    assertThat(condition(get(route("plain", "")), "Accepted"))
        .containsEntry("status", "False")
        .extractingByKey("message")
        .asString()
        .contains("generation 1 stays in effect");

    client.resource(read(route("plain", "w"))).patch();
    eventually(() -> assertThat(status("w")).isEqualTo(503));
    assertThat(status("x")).isEqualTo(404);
    eventually(() -> assertThat(kept()).isZero());
  }

  /** How many versions are kept for a restart. */
  private int kept() {
    return client.apps().controllerRevisions().inNamespace(namespace).list().getItems().size();
  }

  /** What is said of the object at each of its versions. */
  private record Follower(List<Map<String, Object>> seen)
      implements Watcher<GenericKubernetesResource> {
    @Override
    public void eventReceived(Action action, GenericKubernetesResource object) {
      seen.add(programmed(object));
    }

    @Override
    public void onClose(WatcherException cause) {}
  }

  private void isRefused() {
    Map<String, Object> condition = programmed(get(route("plain", "")));
    assertThat(condition)
        .containsEntry("status", "False")
        .containsEntry("reason", "Invalid")
        .containsEntry("observedGeneration", 2);
    assertThat(String.valueOf(condition.get("message"))).contains("spec.rules[0]", "program size");
  }

  private Program startEnvoy() throws IOException {
    Address here = new Address.Tcp("127.0.0.1", controller.xdsPort());
    String bootstrap =
        EnvoyBootstrap.json(
            EnvoyBootstrap.of(
                new BootstrapSettings(
                    namespace + "/gw",
                    "strict",
                    here,
                    here,
                    new Address.Tcp("127.0.0.1", 0),
                    OptionalInt.empty(),
                    BootstrapSettings.DEFAULT_MAX_CONNECTIONS,
                    OptionalLong.empty())));
    String strict = bootstrap.replaceAll("(\"re2.max_program_size.error_level\": )[0-9.]+", "$180");
    assertThat(strict).isNotEqualTo(bootstrap);
    Path file = Files.createDirectories(Checkout.OUTPUT).resolve("strict-envoy.json");
    Files.writeString(file, strict);
    return PROGRAMS.start(
        "envoy",
        "bash",
        "-c",
        "exec \"$(build/envoy.sh)\" --disable-hot-restart --concurrency 1 -c \"$0\"",
        file.toString());
  }

  /** What a request with a header gets: 503 where a rule is for it, since nobody serves. */
  private int status(String value) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                  .header("x-test", value)
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static Map<String, Object> programmed(GenericKubernetesResource object) {
    return condition(object, "Programmed");
  }

  private static Map<String, Object> condition(GenericKubernetesResource object, String type) {
    List<Map<String, Object>> conditions = object.get("status", "conditions");
    return conditions == null
        ? Map.of()
        : conditions.stream()
            .filter(condition -> type.equals(condition.get("type")))
            .findFirst()
            .orElse(Map.of());
  }

  private GenericKubernetesResource get(String yaml) {
    return client.resource(read(yaml)).get();
  }

  private GenericKubernetesResource read(String yaml) {
    return client
        .getKubernetesSerialization()
        .unmarshal(
            yaml.replace("NAMESPACE", namespace).replace("PORT", Integer.toString(port)),
            GenericKubernetesResource.class);
  }

  private Namespace namespace() {
    return new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build();
  }

  private static final String GATEWAY_CLASS =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: GatewayClass
      metadata: {name: NAMESPACE}
      spec: {controllerName: aigw.io/gatewayclass-controller}
      """;

  private static final String GATEWAY =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: gw, namespace: NAMESPACE}
      spec:
        gatewayClassName: NAMESPACE
        listeners: [{name: http, protocol: HTTP, port: PORT}]
      """;

  private static String route(String name, String expression) {
    return """
    apiVersion: aigateway.envoyproxy.io/v1beta1
    kind: AIGatewayRoute
    metadata: {name: %s, namespace: NAMESPACE}
    spec:
      parentRefs: [{name: gw, kind: Gateway, group: gateway.networking.k8s.io}]
      rules:
      - matches: [{headers: [{name: x-test, type: RegularExpression, value: "%s"}]}]
        backendRefs: [{name: backend}]
    """
        .formatted(name, expression);
  }

  private static final String BACKEND =
      """
      apiVersion: aigateway.envoyproxy.io/v1beta1
      kind: AIServiceBackend
      metadata: {name: backend, namespace: NAMESPACE}
      spec:
        schema: {name: OpenAI}
        backendRef: {name: svc, kind: Service, group: "", port: 8080}
      """;

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: svc, namespace: NAMESPACE}
      spec:
        ports: [{port: 8080}]
      """;
}
