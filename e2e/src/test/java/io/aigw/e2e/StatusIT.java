package io.aigw.e2e;

import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.compile.CompilerOptions;
import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.kubernetes.ApiServer;
import io.aigw.operator.kubernetes.KubernetesController;
import io.aigw.operator.kubernetes.KubernetesSettings;
import io.aigw.xds.translate.RequestLimits;
import io.aigw.xds.translate.TranslatorSettings;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of verdicts in a real API server's objects. */
@ExtendWith(ClusterExtension.class)
class StatusIT {

  private final String namespace = "status-" + UUID.randomUUID().toString().substring(0, 8);
  private final KubernetesSettings settings;
  private final KubernetesClient client;

  @SuppressWarnings("NullAway.Init")
  private KubernetesController controller;

  StatusIT(TestCluster cluster) {
    settings =
        new KubernetesSettings(
            Optional.of(cluster.kubeconfig()),
            Set.of(),
            new CompilerOptions(CompilerOptions.DEFAULTS.controllerNames(), true, false),
            new Address.Tcp("127.0.0.1", 0),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            TranslatorSettings.everywhere(RequestLimits.DEFAULTS));
    client = ApiServer.connect(settings.kubeconfig());
  }

  @BeforeEach
  void start() throws IOException {
    client.resource(namespace()).create();
    Stream.of(CLASS, GATEWAY, ROUTE, POOL, MODEL, BACKEND, SERVICE)
        .forEach(object -> client.resource(read(object)).create());
    controller = new KubernetesController(settings);
  }

  @AfterEach
  void end() {
    controller.close();
    client.resource(gatewayClass()).delete();
    client.resource(namespace()).delete();
    client.close();
  }

  @Test
  void everyObjectIsToldWhatIsSaidAboutIt() throws Exception {
    eventually(
        () -> {
          assertThat(condition(gatewayClass(), "Accepted")).containsEntry("status", "True");
          assertThat(condition(gateway(), "Accepted"))
              .containsEntry("status", "True")
              .containsEntry("observedGeneration", 1);
          assertThat(condition(gateway(), "Programmed"))
              .containsEntry("status", "False")
              .containsEntry("reason", "Pending");
          assertThat(gateway().<Object>get("status", "listeners", 0, "attachedRoutes"))
              .isEqualTo(1);
          assertThat(condition(route(), "Accepted")).containsEntry("status", "True");
          assertThat(route().<Object>get("status", "parents", 0, "controllerName"))
              .isEqualTo(CompilerOptions.OWN_CONTROLLER);
          assertThat(condition(backend(), "ResolvedRefs")).containsEntry("status", "True");
          assertThat(pool().<Object>get("status", "parent", 0, "parentRef", "name"))
              .isEqualTo("gw");
          assertThat(condition(model(), "Accepted")).containsEntry("status", "True");
        });
    assertThat(ask("/healthz").statusCode()).isEqualTo(200);
    assertThat(ask("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void aChangeIsToldAndTheRestStaysAsItIs() throws Exception {
    eventually(
        () -> assertThat(condition(route(), "ResolvedRefs")).containsEntry("status", "True"));
    Map<String, Object> accepted = condition(route(), "Accepted");
    eventually(() -> assertThat(says(backend())).isTrue());
    String backendVersion = backend().getMetadata().getResourceVersion();

    client.resource(pool()).delete();

    eventually(
        () ->
            assertThat(condition(route(), "ResolvedRefs"))
                .containsEntry("status", "False")
                .containsEntry("reason", "BackendNotFound"));
    assertThat(condition(route(), "Accepted"))
        .containsEntry("lastTransitionTime", accepted.get("lastTransitionTime"));
    assertThat(backend().getMetadata().getResourceVersion()).isEqualTo(backendVersion);
  }

  @Test
  void whatIsSaidAlreadyIsNotWrittenAgain() throws Exception {
    eventually(() -> objects().forEach(object -> assertThat(says(object)).isTrue()));
    List<String> before = versions();
    controller.close();
    controller = new KubernetesController(settings);
    GenericKubernetesResource another = read(BACKEND.replace("name: backend", "name: another"));
    client.resource(another).create();
    eventually(() -> assertThat(says(client.resource(another).get())).isTrue());

    assertThat(versions()).isEqualTo(before);
  }

  @Test
  void othersWordsStay() throws Exception {
    eventually(() -> assertThat(condition(route(), "Accepted")).isNotEmpty());
    Map<String, Object> audited =
        Map.of(
            "type", "example.com/Audited",
            "status", "True",
            "reason", "Fine",
            "message", "",
            "lastTransitionTime", "2026-01-01T00:00:00Z");
    GenericKubernetesResource route = route();
    List<Object> parents = new ArrayList<>(route.get("status", "parents"));
    parents.addFirst(
        Map.of(
            "controllerName", "example.com/other",
            "parentRef", Map.of("name", "gw"),
            "conditions", List.of(audited)));
    route.<Map<String, Object>>get("status").put("parents", parents);
    client.resource(route).updateStatus();
    GenericKubernetesResource backend = backend();
    List<Object> conditions = new ArrayList<>(backend.get("status", "conditions"));
    conditions.add(audited);
    backend.<Map<String, Object>>get("status").put("conditions", conditions);
    client.resource(backend).updateStatus();

    client.resource(pool()).delete();
    client.resource(read(BACKEND.replace("name: svc", "name: none"))).patch();

    eventually(
        () -> {
          assertThat(condition(route(), "ResolvedRefs")).containsEntry("status", "False");
          assertThat(condition(backend(), "ResolvedRefs")).containsEntry("status", "False");
        });
    assertThat(route().<List<?>>get("status", "parents")).hasSize(2);
    assertThat(route().<Object>get("status", "parents", 0, "controllerName"))
        .isEqualTo("example.com/other");
    assertThat(condition(backend(), "example.com/Audited")).containsEntry("status", "True");
  }

  /** Somebody else changes the object all the time; the verdict gets in all the same. */
  @Test
  void conflictsAreResolved() throws Exception {
    eventually(() -> assertThat(condition(route(), "Accepted")).isNotEmpty());
    Thread other = Thread.ofVirtual().start(this::annotateForEver);
    try {
      client.resource(pool()).delete();
      eventually(
          () -> assertThat(condition(route(), "ResolvedRefs")).containsEntry("status", "False"));
    } finally {
      other.interrupt();
      other.join();
    }
  }

  @Test
  void whatIsNoLongerOursIsTakenBack() throws Exception {
    eventually(() -> objects().forEach(object -> assertThat(says(object)).isTrue()));

    client
        .resource(gateway())
        .edit(
            gateway -> {
              gateway.<Map<String, Object>>get("spec").put("gatewayClassName", "foreign");
              return gateway;
            });

    eventually(
        () -> {
          assertThat(pool().<List<?>>get("status", "parent")).isEmpty();
          assertThat(route().<List<?>>get("status", "parents")).isEmpty();
          assertThat(condition(gateway(), "Programmed")).doesNotContainEntry("status", "False");
        });
  }

  /** An InferencePool's entries do not name their controller. */
  @Test
  void whatIsSaidOfAGatewayThatWentWhileNobodyLookedIsTakenBack() throws Exception {
    eventually(() -> objects().forEach(object -> assertThat(says(object)).isTrue()));
    controller.close();
    client.resource(gateway()).delete();
    assertThat(pool().<List<?>>get("status", "parent")).hasSize(1);

    controller = new KubernetesController(settings);

    eventually(() -> assertThat(pool().<List<?>>get("status", "parent")).isEmpty());
  }

  private void annotateForEver() {
    for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
      String count = Integer.toString(i);
      try {
        client
            .resource(route())
            .edit(
                route -> {
                  route.getMetadata().getAnnotations().put("count", count);
                  return route;
                });
        Thread.sleep(20);
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          return; // interrupted while it waited for an answer
        }
      } catch (InterruptedException end) {
        return;
      }
    }
  }

  private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + controller.healthPort() + path))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private List<GenericKubernetesResource> objects() {
    return List.of(gatewayClass(), gateway(), route(), pool(), model(), backend());
  }

  private List<String> versions() {
    return objects().stream().map(object -> object.getMetadata().getResourceVersion()).toList();
  }

  /** Whether there is a word on the object that is not a default. */
  private static boolean says(GenericKubernetesResource object) {
    String status = String.valueOf(object.<Object>get("status"));
    return status.contains("observedGeneration");
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

  private GenericKubernetesResource gatewayClass() {
    return client.resource(read(CLASS)).get();
  }

  private GenericKubernetesResource gateway() {
    return client.resource(read(GATEWAY)).get();
  }

  private GenericKubernetesResource route() {
    return client.resource(read(ROUTE)).get();
  }

  private GenericKubernetesResource pool() {
    return client.resource(read(POOL)).get();
  }

  private GenericKubernetesResource model() {
    return client.resource(read(MODEL)).get();
  }

  private GenericKubernetesResource backend() {
    return client.resource(read(BACKEND)).get();
  }

  private GenericKubernetesResource read(String yaml) {
    return client
        .getKubernetesSerialization()
        .unmarshal(yaml.replace("NAMESPACE", namespace), GenericKubernetesResource.class);
  }

  private Namespace namespace() {
    return new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build();
  }

  private static final String CLASS =
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
        listeners: [{name: http, protocol: HTTP, port: 80}]
      """;

  private static final String ROUTE =
      """
      apiVersion: aigateway.envoyproxy.io/v1beta1
      kind: AIGatewayRoute
      metadata: {name: route, namespace: NAMESPACE, annotations: {count: none}}
      spec:
        parentRefs: [{name: gw, kind: Gateway, group: gateway.networking.k8s.io}]
        rules:
        - backendRefs: [{name: pool, kind: InferencePool, group: inference.networking.x-k8s.io}]
      """;

  private static final String POOL =
      """
      apiVersion: inference.networking.x-k8s.io/v1alpha2
      kind: InferencePool
      metadata: {name: pool, namespace: NAMESPACE}
      spec:
        targetPortNumber: 8080
        selector: {app: a}
        extensionRef: {name: envoy-ai-gateway}
      """;

  private static final String MODEL =
      """
      apiVersion: inference.networking.x-k8s.io/v1alpha2
      kind: InferenceModel
      metadata: {name: model, namespace: NAMESPACE}
      spec:
        modelName: m
        poolRef: {name: pool}
      """;

  private static final String BACKEND =
      """
      apiVersion: aigateway.envoyproxy.io/v1beta1
      kind: AIServiceBackend
      metadata: {name: backend, namespace: NAMESPACE, labels: {app: a}}
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
