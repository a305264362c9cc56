package io.aigw.e2e;

import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.AlphaInferencePool;
import io.aigw.api.BackendSecurityPolicy;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Pod;
import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Definitions;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.operator.kubernetes.ApiServer;
import io.aigw.operator.kubernetes.store.KubernetesStore;
import io.aigw.resource.ResourceSet;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the store makes of a real API server's objects and definitions. */
@ExtendWith(ClusterExtension.class)
class KubernetesStoreIT {

  private final String namespace = "store-" + UUID.randomUUID().toString().substring(0, 8);

  /** What was there at each wake. */
  private final List<ResourceSet> wakes = Collections.synchronizedList(new ArrayList<>());

  private final List<Map<Kind, String>> served = Collections.synchronizedList(new ArrayList<>());
  private final TestCluster cluster;
  private final KubernetesClient client;

  @SuppressWarnings("NullAway.Init")
  private KubernetesStore store;

  KubernetesStoreIT(TestCluster cluster) {
    this.cluster = cluster;
    this.client = ApiServer.connect(Optional.of(cluster.kubeconfig()));
  }

  @BeforeEach
  void createNamespace() {
    client.resource(namespace(namespace)).create();
  }

  @AfterEach
  void end() {
    store.close();
    client.resource(namespace(namespace)).delete();
    client.close();
  }

  @Test
  void firstTellsOfEverythingThatIsThere() throws Exception {
    create(backend("one"));
    create(pool("two"));
    start(Set.of());
    eventually(() -> assertThat(wakes).isNotEmpty());

    ResourceSet first = wakes.getFirst();
    assertThat(backend(first, "one")).isPresent();
    assertThat(pool(first, "two")).isPresent();
    assertThat(first.isMissing(Kind.GATEWAY)).isFalse();
    assertThat(first.isMissing(Kind.POD)).isFalse();
    assertThat(store.waiting()).isEmpty();
    assertThat(store.failure()).isEmpty();
  }

  @Test
  void followsChanges() throws Exception {
    start(Set.of(namespace));
    create(backend("one"));
    eventually(() -> assertThat(backend(latest(), "one")).isPresent());
    assertThat(store.contains(new ObjectKey(Kind.AI_SERVICE_BACKEND, namespace, "one"))).isTrue();

    GenericKubernetesResource labelled = backend("one");
    labelled.getMetadata().setLabels(Map.of("app", "a"));
    client.resource(labelled).patch();
    eventually(
        () ->
            assertThat(backend(latest(), "one").orElseThrow().metadata().labels())
                .containsEntry("app", "a"));

    client.resource(labelled).delete();
    eventually(() -> assertThat(backend(latest(), "one")).isEmpty());
  }

  @Test
  void aStatusIsNoChange() throws Exception {
    create(backend("one"));
    start(Set.of(namespace));
    eventually(() -> assertThat(wakes).isNotEmpty());
    AiServiceBackend before = backend(latest(), "one").orElseThrow();

    GenericKubernetesResource judged = client.resource(backend("one")).get();
    judged.setAdditionalProperty(
        "status",
        Map.of(
            "conditions",
            List.of(
                Map.of(
                    "type", "Accepted",
                    "status", "True",
                    "reason", "Accepted",
                    "message", "",
                    "lastTransitionTime", "2026-01-01T00:00:00Z"))));
    client.resource(judged).updateStatus();
    create(backend("later")); // comes on the same watch

    eventually(() -> assertThat(backend(latest(), "later")).isPresent());
    assertThat(backend(latest(), "one").orElseThrow()).isSameAs(before);
  }

  @Test
  void aKindComesAndGoesWithItsDefinition() throws Exception {
    create(pool("one"));
    start(Set.of());
    eventually(() -> assertThat(wakes).isNotEmpty());
    assertThat(pool(latest(), "one")).isPresent();

    Definitions.removeInferenceExtension(cluster);
    try {
      eventually(() -> assertThat(latest().isMissing(Kind.ALPHA_INFERENCE_POOL)).isTrue());
      assertThat(pool(latest(), "one")).isEmpty();
      assertThat(store.synced()).isTrue();
      assertThat(store.failure()).isEmpty();
    } finally {
      Definitions.installInferenceExtension(cluster);
    }
    eventually(() -> assertThat(latest().isMissing(Kind.ALPHA_INFERENCE_POOL)).isFalse());
    eventually(() -> create(pool("two")));
    eventually(() -> assertThat(pool(latest(), "two")).isPresent());
    assertThat(served.getLast()).containsEntry(Kind.ALPHA_INFERENCE_POOL, "v1alpha2");
  }

  @Test
  void podsAreReadAsLongAsThereIsAPool() throws Exception {
    create(pod("one"));
    start(Set.of(namespace));
    eventually(() -> assertThat(wakes).isNotEmpty());
    assertThat(latest().isMissing(Kind.POD)).isTrue();

    create(pool("pool"));
    eventually(() -> assertThat(pod(latest(), "one")).isPresent());
    assertThat(pod(latest(), "one").orElseThrow().isReady()).isFalse();
    client.resource(ready(pod("one"))).updateStatus();
    eventually(() -> assertThat(pod(latest(), "one").orElseThrow().isReady()).isTrue());
    client.resource(pod("one")).delete(); // its finalizer holds it, as its grace period would
    eventually(() -> assertThat(pod(latest(), "one")).isEmpty());
    assertThat(client.resource(pod("one")).get()).isNotNull();
    client.resource(pod("one")).edit(KubernetesStoreIT::withoutFinalizers);

    client.resource(pool("pool")).delete();
    eventually(() -> assertThat(latest().isMissing(Kind.POD)).isTrue());
    assertThat(store.synced()).isTrue();
    assertThat(store.failure()).isEmpty();
  }

  @Test
  void readsAVersionThatIsServedAndLosesNothingWhenThatChanges() throws Exception {
    create(policy("one"));
    start(Set.of());
    eventually(() -> assertThat(wakes).isNotEmpty());
    assertThat(served.getLast()).containsEntry(Kind.BACKEND_SECURITY_POLICY, "v1beta1");

    serve("v1beta1", false);
    try {
      eventually(
          () ->
              assertThat(served.getLast()).containsEntry(Kind.BACKEND_SECURITY_POLICY, "v1alpha1"));
      eventually(() -> create(policy("two")));
      eventually(() -> assertThat(policy(latest(), "two")).isPresent());
    } finally {
      serve("v1beta1", true);
    }

    create(policy("three"));
    eventually(() -> assertThat(policy(latest(), "three")).isPresent());
    assertThat(List.copyOf(wakes)).allMatch(resources -> policy(resources, "one").isPresent());
    assertThat(served.getLast()).containsEntry(Kind.BACKEND_SECURITY_POLICY, "v1alpha1");
  }

  @Test
  void seesOnlyTheNamespacesItIsGiven() throws Exception {
    start(Set.of(namespace, "default"));
    String elsewhere = namespace + "-elsewhere";
    client.resource(namespace(elsewhere)).create();
    try {
      GenericKubernetesResource hidden = backend("hidden");
      hidden.getMetadata().setNamespace(elsewhere);
      create(hidden);
      create(backend("one"));

      eventually(() -> assertThat(backend(latest(), "one")).isPresent());
      ObjectKey key = new ObjectKey(Kind.AI_SERVICE_BACKEND, elsewhere, "hidden");
      assertThat(latest().get(AiServiceBackend.class, key)).isEmpty();
    } finally {
      client.resource(namespace(elsewhere)).delete();
    }
  }

  private void start(Set<String> namespaces) {
    store = new KubernetesStore(client, namespaces, () -> wakes.add(latest()), served::add);
    store.start();
  }

  private ResourceSet latest() {
    return store.resources();
  }

  private void serve(String version, boolean isServed) {
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("backendsecuritypolicies.aigateway.envoyproxy.io")
        .edit(
            definition -> {
              definition.getSpec().getVersions().stream()
                  .filter(candidate -> candidate.getName().equals(version))
                  .forEach(candidate -> candidate.setServed(isServed));
              return definition;
            });
  }

  private void create(GenericKubernetesResource object) {
    client.resource(object).create();
  }

  private Optional<AiServiceBackend> backend(ResourceSet resources, String name) {
    return resources.get(
        AiServiceBackend.class, new ObjectKey(Kind.AI_SERVICE_BACKEND, namespace, name));
  }

  private Optional<AlphaInferencePool> pool(ResourceSet resources, String name) {
    return resources.get(
        AlphaInferencePool.class, new ObjectKey(Kind.ALPHA_INFERENCE_POOL, namespace, name));
  }

  private Optional<BackendSecurityPolicy> policy(ResourceSet resources, String name) {
    return resources.get(
        BackendSecurityPolicy.class, new ObjectKey(Kind.BACKEND_SECURITY_POLICY, namespace, name));
  }

  private GenericKubernetesResource backend(String name) {
    return object(
        """
        apiVersion: aigateway.envoyproxy.io/v1beta1
        kind: AIServiceBackend
        metadata: {name: %s, namespace: %s}
        spec:
          schema: {name: OpenAI}
          backendRef: {name: svc, kind: Service, group: "", port: 80}
        """,
        name);
  }

  private GenericKubernetesResource pool(String name) {
    return object(
        """
        apiVersion: inference.networking.x-k8s.io/v1alpha2
        kind: InferencePool
        metadata: {name: %s, namespace: %s}
        spec:
          targetPortNumber: 8080
          selector: {app: a}
          extensionRef: {name: envoy-ai-gateway}
        """,
        name);
  }

  private Optional<Pod> pod(ResourceSet resources, String name) {
    return resources.get(Pod.class, new ObjectKey(Kind.POD, namespace, name));
  }

  /** One that runs nowhere. */
  private GenericKubernetesResource pod(String name) {
    return object(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: %s, finalizers: [aigw.io/test]}
        spec:
          schedulingGates: [{name: aigw.io/test}]
          containers: [{name: none, image: none}]
        """,
        name);
  }

  private static GenericKubernetesResource ready(GenericKubernetesResource pod) {
    pod.setAdditionalProperty(
        "status",
        Map.of(
            "podIP",
            "10.0.0.1",
            "podIPs",
            List.of(Map.of("ip", "10.0.0.1")),
            "conditions",
            List.of(Map.of("type", "Ready", "status", "True"))));
    return pod;
  }

  private static GenericKubernetesResource withoutFinalizers(GenericKubernetesResource object) {
    object.getMetadata().setFinalizers(List.of());
    return object;
  }

  private GenericKubernetesResource policy(String name) {
    return object(
        """
        apiVersion: aigateway.envoyproxy.io/v1alpha1
        kind: BackendSecurityPolicy
        metadata: {name: %s, namespace: %s}
        spec:
          type: APIKey
          apiKey:
            secretRef: {name: key}
        """,
        name);
  }

  private GenericKubernetesResource object(String yaml, String name) {
    return client
        .getKubernetesSerialization()
        .unmarshal(yaml.formatted(name, namespace), GenericKubernetesResource.class);
  }

  private static io.fabric8.kubernetes.api.model.Namespace namespace(String name) {
    return new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
  }
}
