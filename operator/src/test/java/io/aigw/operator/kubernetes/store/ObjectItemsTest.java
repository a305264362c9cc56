package io.aigw.operator.kubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.ApiObject;
import io.aigw.api.EndpointSlice;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Secret;
import io.aigw.collection.OrderedMap;
import io.aigw.resource.ObjectDecoder;
import io.aigw.resource.Withheld;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ObjectItemsTest {

  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicReference<OrderedMap<ObjectKey, ApiObject>> objects =
      new AtomicReference<>(OrderedMap.empty());
  private final AtomicReference<OrderedMap<ObjectKey, Withheld>> unreadable =
      new AtomicReference<>(OrderedMap.empty());
  private final ObjectItems backends = items(Kind.AI_SERVICE_BACKEND);
  private final ObjectItems slices = items(Kind.ENDPOINT_SLICE);

  @Test
  void keepsTheRecordOfAnObject() {
    put(backends, backend("1", "name: svc", "app: a"));

    assertThat(objects.get().values())
        .singleElement()
        .isInstanceOfSatisfying(
            AiServiceBackend.class,
            backend -> {
              assertThat(backend.metadata().namespace()).isEqualTo("ns");
              assertThat(backend.metadata().name()).isEqualTo("b");
              assertThat(backend.metadata().generation()).isEqualTo(4);
              assertThat(backend.metadata().labels()).containsEntry("app", "a");
              assertThat(backend.metadata().annotations()).containsOnlyKeys("note");
              assertThat(backend.metadata().created()).hasToString("2026-01-02T03:04:05Z");
              assertThat(backend.spec().backendRef().name()).isEqualTo("svc");
            });
    assertThat(backends.contains("ns", "b")).isTrue();
    assertThat(changes).hasValue(1);
  }

  @Test
  void ofASecretOnlyWhatTheGatewayCanUseIsKept() {
    put(
        items(Kind.SECRET),
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: key, namespace: ns, resourceVersion: "1", annotations: {copy: sk-1}}
            type: Opaque
            data: {apiKey: c2stMQ==, password: b2Ygb3RoZXJz}
            """,
            GenericKubernetesResource.class));

    assertThat(only())
        .isInstanceOfSatisfying(
            Secret.class,
            kept -> {
              assertThat(kept.text("apiKey")).contains("sk-1");
              assertThat(kept.data()).containsOnlyKeys("apiKey");
              assertThat(kept.metadata().annotations()).isEmpty();
              assertThat(kept.toString()).isEqualTo("secret ns/key");
            });
  }

  @Test
  void aVersionThatMeansTheSameIsNoChange() {
    put(backends, backend("1", "name: svc", "app: a"));
    ApiObject before = only();
    GenericKubernetesResource judged = backend("2", "name: svc", "app: a");
    judged.setAdditionalProperty("status", java.util.Map.of("conditions", List.of()));

    put(backends, judged);

    assertThat(only()).isSameAs(before);
    assertThat(changes).hasValue(1);
    assertThat(backends.values())
        .singleElement()
        .extracting(item -> item.getMetadata().getResourceVersion())
        .isEqualTo("2");
  }

  @Test
  void tellsOfChangesAndOfTheEnd() {
    put(backends, backend("1", "name: svc", "app: a"));
    put(backends, backend("2", "name: other", "app: a"));
    put(backends, backend("3", "name: other", "app: b"));
    assertThat(changes).hasValue(3);

    backends.remove("ns/b");

    assertThat(objects.get().values()).isEmpty();
    assertThat(changes).hasValue(4);
  }

  @Test
  void keepsTheVersionBeforeOneThatCannotBeRead() {
    put(backends, backend("1", "name: svc", "app: a"));
    ApiObject before = only();

    put(backends, backend("2", "name: {no: text}", "app: a"));

    assertThat(only()).isSameAs(before);
    assertThat(unreadable.get())
        .containsExactly(
            Map.entry(
                before.key(),
                new Withheld(4, "Invalid", "spec.backendRef.name: must be a string, not a map")));
    assertThat(backends.size()).isEqualTo(1);
    assertThat(changes).hasValue(2);

    put(backends, backend("3", "name: other", "app: a"));

    assertThat(only()).isNotEqualTo(before);
    assertThat(unreadable.get()).isEmpty();
    assertThat(changes).hasValue(3);
  }

  @Test
  void leavesOutWhatCouldNeverBeReadAndTakesItWhenItCan() {
    put(backends, backend("1", "name: {no: text}", "app: a"));
    assertThat(objects.get().values()).isEmpty();
    assertThat(unreadable.get()).hasSize(1);
    assertThat(backends.size()).isEqualTo(1);
    assertThat(changes).hasValue(1);

    put(backends, backend("2", "name: svc", "app: a"));

    assertThat(objects.get().values()).hasSize(1);
    assertThat(unreadable.get()).isEmpty();
    assertThat(changes).hasValue(2);
  }

  @Test
  void anotherObjectOfTheNameThatCannotBeReadInheritsNothing() {
    put(backends, backend("1", "name: svc", "app: a"));
    GenericKubernetesResource other = backend("2", "name: {no: text}", "app: a");
    other.getMetadata().setUid("another");

    put(backends, other);

    assertThat(objects.get().values()).isEmpty();
    assertThat(unreadable.get()).hasSize(1);

    backends.remove("ns/b");

    assertThat(unreadable.get()).isEmpty();
    assertThat(changes).hasValue(3);
  }

  @Test
  void keepsOfEndpointSlicesOnlyWhatDecides() {
    put(slices, slice("1", "annotations: {endpoints.kubernetes.io/last-change-trigger-time: 'a'}"));
    put(slices, slice("2", "annotations: {endpoints.kubernetes.io/last-change-trigger-time: 'b'}"));

    assertThat(changes).hasValue(1);
    assertThat(only())
        .isInstanceOfSatisfying(
            EndpointSlice.class,
            slice ->
                assertThat(slice.endpoints().getFirst().addresses()).containsExactly("10.0.0.1"));
  }

  @Test
  void anEndpointSliceOfNoServiceIsOfNoUse() {
    GenericKubernetesResource slice = slice("1", "");
    slice.getMetadata().getLabels().clear();

    put(slices, slice);

    assertThat(objects.get().values()).isEmpty();
    assertThat(changes).hasValue(0);
  }

  private ObjectItems items(Kind kind) {
    return new ObjectItems(
        kind, new ObjectDecoder(), objects, unreadable, changes::incrementAndGet);
  }

  private static void put(ObjectItems items, GenericKubernetesResource resource) {
    items.put(items.getKey(resource), resource);
  }

  private ApiObject only() {
    return objects.get().values().iterator().next();
  }

  private static GenericKubernetesResource backend(
      String resourceVersion, String reference, String label) {
    return Serialization.unmarshal(
        """
        apiVersion: aigateway.envoyproxy.io/v1beta1
        kind: AIServiceBackend
        metadata:
          name: b
          namespace: ns
          resourceVersion: "%s"
          uid: 1-2-3
          generation: 4
          creationTimestamp: "2026-01-02T03:04:05Z"
          labels: {%s}
          annotations:
            note: text
            kubectl.kubernetes.io/last-applied-configuration: '{"apiVersion": "…"}'
          managedFields: [{manager: kubectl, operation: Apply}]
        spec:
          schema: {name: OpenAI}
          backendRef: {%s, port: 80}
        """
            .formatted(resourceVersion, label, reference),
        GenericKubernetesResource.class);
  }

  private static GenericKubernetesResource slice(String resourceVersion, String annotations) {
    return Serialization.unmarshal(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: svc-x
          namespace: ns
          resourceVersion: "%s"
          generation: %s
          labels: {kubernetes.io/service-name: svc}
          %s
        addressType: IPv4
        ports: [{name: http, port: 80, protocol: TCP}]
        endpoints: [{addresses: [10.0.0.1], conditions: {ready: true}, targetRef: {kind: Pod, name: p}}]
        """
            .formatted(resourceVersion, resourceVersion, annotations),
        GenericKubernetesResource.class);
  }
}
