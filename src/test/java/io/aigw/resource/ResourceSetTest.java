package io.aigw.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.EndpointSlice;
import io.aigw.api.InferenceModel;
import io.aigw.api.Kind;
import io.aigw.api.Metadata;
import io.aigw.api.Namespace;
import io.aigw.api.ObjectKey;
import io.aigw.api.ReferenceGrant;
import io.aigw.collection.OrderedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceSetTest {

  private static final Topic APP_X = Topic.labelled(Kind.AI_SERVICE_BACKEND, "ns", "app", "x");
  private static final Topic SERVICE = Topic.referringTo(new ObjectKey(Kind.SERVICE, "ns", "svc"));

  @Test
  void anObjectIsFoundByItsKey() {
    AiServiceBackend backend = backend("b", Map.of());
    ResourceSet set = ResourceSet.of(List.of(backend));

    assertThat(set.get(AiServiceBackend.class, backend.key())).containsSame(backend);
    assertThat(
            set.get(AiServiceBackend.class, new ObjectKey(Kind.AI_SERVICE_BACKEND, "other", "b")))
        .isEmpty();
    assertThat(set.size()).isEqualTo(1);
  }

  @Test
  void objectsAreFoundByWhatTheySayTheyBelongTo() {
    EndpointSlice two = slice("two", "svc");
    EndpointSlice one = slice("one", "svc");
    InferenceModel model =
        new InferenceModel(
            metadata("m", Map.of()),
            new InferenceModel.Spec(
                "m", null, null, new InferenceModel.PoolRef(null, null, "pool")));
    ReferenceGrant grant =
        new ReferenceGrant(metadata("g", Map.of()), new ReferenceGrant.Spec(null, null));
    ResourceSet set = ResourceSet.of(List.of(two, one, slice("other", "else"), model, grant));

    assertThat(set.about(EndpointSlice.class, SERVICE)).containsExactly(one, two);
    assertThat(
            set.about(
                InferenceModel.class,
                Topic.referringTo(new ObjectKey(Kind.ALPHA_INFERENCE_POOL, "ns", "pool"))))
        .containsExactly(model);
    assertThat(set.about(ReferenceGrant.class, Topic.grantsIn("ns"))).containsExactly(grant);
    assertThat(set.about(ReferenceGrant.class, Topic.grantsIn("other"))).isEmpty();
    assertThat(set.about(ReferenceGrant.class, SERVICE)).as("of that type").isEmpty();
  }

  @Test
  void anObjectThatChangesItsLabelsIsFoundByTheNewOnesAlone() {
    ResourceSet before = ResourceSet.of(List.of(backend("b", Map.of("app", "x", "tier", "y"))));

    ResourceSet after = before.next(List.of(backend("b", Map.of("app", "z", "tier", "y"))));

    assertThat(after.about(AiServiceBackend.class, APP_X)).isEmpty();
    assertThat(
            after.about(
                AiServiceBackend.class, Topic.labelled(Kind.AI_SERVICE_BACKEND, "ns", "app", "z")))
        .hasSize(1);
    assertThat(
            after.about(
                AiServiceBackend.class, Topic.labelled(Kind.AI_SERVICE_BACKEND, "ns", "tier", "y")))
        .containsExactly(backend("b", Map.of("app", "z", "tier", "y")));
    assertThat(before.about(AiServiceBackend.class, APP_X)).as("the one before").hasSize(1);
  }

  @Test
  void theNextSetHasExactlyTheNewObjectsAndKeepsTheInstancesOfEqualOnes() {
    AiServiceBackend kept = backend("kept", Map.of("app", "x"));
    ResourceSet before = ResourceSet.of(List.of(kept, backend("gone", Map.of("app", "x"))));

    ResourceSet after =
        before.next(List.of(backend("kept", Map.of("app", "x")), backend("new", Map.of())));

    assertThat(after.get(AiServiceBackend.class, kept.key())).containsSame(kept);
    assertThat(after.about(AiServiceBackend.class, APP_X)).containsExactly(kept);
    assertThat(after.size()).isEqualTo(2);
    assertThat(differences(before, after)).containsExactly("gone", "new");
  }

  @Test
  void theSameObjectsAreTheSameSet() {
    ResourceSet set = ResourceSet.of(List.of(backend("b", Map.of()), slice("s", "svc")));

    assertThat(set.next(List.of(slice("s", "svc"), backend("b", Map.of())))).isSameAs(set);
  }

  @Test
  void ofTwoWithTheSameKeyTheLaterOneCounts() {
    AiServiceBackend later = backend("b", Map.of("app", "x"));

    ResourceSet set = ResourceSet.of(List.of(backend("b", Map.of()), later));

    assertThat(set.get(AiServiceBackend.class, later.key())).containsSame(later);
  }

  @Test
  void theObjectsOfOneKindAreReplacedAndTheOthersStay() {
    Namespace namespace = new Namespace(new Metadata(null, "ns", null, null, 0, null, null));
    ResourceSet before = ResourceSet.of(List.of(namespace, slice("s", "svc")));

    ResourceSet after = before.with(Kind.ENDPOINT_SLICE, OrderedMap.empty());

    assertThat(after.about(EndpointSlice.class, SERVICE)).isEmpty();
    assertThat(after.get(Namespace.class, namespace.key())).isPresent();
  }

  @Test
  void aKindThatTheSourceDoesNotKnowIsMissingUntilItDoes() {
    ResourceSet before = ResourceSet.of(List.of(slice("s", "svc")));

    ResourceSet without = before.without(Kind.ENDPOINT_SLICE);
    ResourceSet again = without.with(Kind.ENDPOINT_SLICE, OrderedMap.empty());

    assertThat(before.isMissing(Kind.ENDPOINT_SLICE)).isFalse();
    assertThat(without.isMissing(Kind.ENDPOINT_SLICE)).isTrue();
    assertThat(without.about(EndpointSlice.class, SERVICE)).isEmpty();
    assertThat(again.isMissing(Kind.ENDPOINT_SLICE)).isFalse();
    assertThat(again.size()).isZero();
  }

  private static List<String> differences(ResourceSet before, ResourceSet after) {
    List<String> names = new ArrayList<>();
    after.differencesFrom(before, (key, old, now) -> names.add(key.name()));
    return names;
  }

  private static AiServiceBackend backend(String name, Map<String, String> labels) {
    return new AiServiceBackend(
        metadata(name, labels), new AiServiceBackend.Spec(null, null, null, null, null, null));
  }

  private static EndpointSlice slice(String name, String service) {
    return new EndpointSlice(
        metadata(name, Map.of(EndpointSlice.SERVICE_LABEL, service)), null, null, null);
  }

  private static Metadata metadata(String name, Map<String, String> labels) {
    return new Metadata("ns", name, labels, null, 0, null, null);
  }
}
