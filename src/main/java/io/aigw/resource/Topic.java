package io.aigw.resource;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.AiServiceBackend;
import io.aigw.api.ApiObject;
import io.aigw.api.Backend;
import io.aigw.api.BackendSecurityPolicy;
import io.aigw.api.BackendTlsPolicy;
import io.aigw.api.ConfigMap;
import io.aigw.api.EndpointSlice;
import io.aigw.api.Gateway;
import io.aigw.api.GatewayClass;
import io.aigw.api.HttpRoute;
import io.aigw.api.InferenceModel;
import io.aigw.api.InferencePoolRef;
import io.aigw.api.Kind;
import io.aigw.api.Metadata;
import io.aigw.api.Namespace;
import io.aigw.api.ObjectKey;
import io.aigw.api.Objective;
import io.aigw.api.Pod;
import io.aigw.api.Pool;
import io.aigw.api.ReferenceGrant;
import io.aigw.api.Rewrite;
import io.aigw.api.Secret;
import io.aigw.api.Service;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What objects are found by, besides their key: a question with several objects for an answer.
 *
 * @param kind of what is referred to, or of what is found
 * @param detail a name, or a label with its value
 */
public record Topic(Relation relation, Kind kind, String namespace, List<String> detail)
    implements Comparable<Topic> {

  /** How the objects are related to the topic. */
  public enum Relation {
    /**
     * They say that they belong to an object: EndpointSlices, policies, InferenceModels,
     * objectives.
     */
    REFERS_TO,
    /** They are in a namespace. */
    IS_IN,
    /** They carry a label. */
    IS_LABELLED
  }

  private static final Comparator<Topic> ORDER =
      Comparator.comparing(Topic::relation)
          .thenComparing(Topic::kind)
          .thenComparing(Topic::namespace)
          .thenComparing(topic -> topic.detail.getFirst())
          .thenComparing(topic -> topic.detail.getLast());

  /** Objects that belong to this one, which need not exist. */
  public static Topic referringTo(ObjectKey object) {
    return new Topic(Relation.REFERS_TO, object.kind(), object.namespace(), List.of(object.name()));
  }

  /** The ReferenceGrants of a namespace. */
  public static Topic grantsIn(String namespace) {
    return new Topic(Relation.IS_IN, Kind.REFERENCE_GRANT, namespace, List.of(""));
  }

  /** The objects of a kind in a namespace that carry a label with this value. */
  public static Topic labelled(Kind kind, String namespace, String label, String value) {
    return new Topic(Relation.IS_LABELLED, kind, namespace, List.of(label, value));
  }

  /** All topics that an object is found by. */
  public static Set<Topic> of(ApiObject object) {
    String namespace = object.metadata().namespace();
    return switch (object) {
      case EndpointSlice slice ->
          Set.of(referringTo(new ObjectKey(Kind.SERVICE, namespace, slice.service())));
      case InferenceModel model ->
          Kind.named(model.spec().poolRef().group(), model.spec().poolRef().kind())
              .map(pool -> new ObjectKey(pool, namespace, model.spec().poolRef().name()))
              .map(Topic::referringTo)
              .map(Set::of)
              .orElse(Set.of());
      case Objective objective -> referringTo(objective.spec().poolRef(), namespace);
      case Rewrite rewrite -> referringTo(rewrite.spec().poolRef(), namespace);
      case BackendTlsPolicy policy ->
          policy.spec().targetRefs().stream()
              .flatMap(target -> target(target.group(), target.kind(), namespace, target.name()))
              .collect(Collectors.toSet());
      case BackendSecurityPolicy policy ->
          policy.spec().targetRefs().stream()
              .flatMap(target -> target(target.group(), target.kind(), namespace, target.name()))
              .collect(Collectors.toSet());
      case ReferenceGrant grant -> Set.of(grantsIn(namespace));
      case AiServiceBackend backend -> labels(backend);
      case Pod pod -> labels(pod);
      case AiGatewayRoute route -> Set.of();
      case Backend backend -> Set.of();
      case Gateway gateway -> Set.of();
      case GatewayClass gatewayClass -> Set.of();
      case HttpRoute route -> Set.of();
      case Pool pool -> Set.of();
      case Namespace itself -> Set.of();
      case Service service -> Set.of();
      case Secret secret -> Set.of();
      case ConfigMap map -> Set.of();
    };
  }

  private static Set<Topic> referringTo(InferencePoolRef pool, String namespace) {
    return pool.pool(namespace).map(Topic::referringTo).map(Set::of).orElse(Set.of());
  }

  private static Set<Topic> labels(ApiObject object) {
    Metadata metadata = object.metadata();
    return metadata.labels().entrySet().stream()
        .map(
            (Map.Entry<String, String> label) ->
                labelled(object.kind(), metadata.namespace(), label.getKey(), label.getValue()))
        .collect(Collectors.toSet());
  }

  private static Stream<Topic> target(
      String group, String kindName, String namespace, String name) {
    Optional<Kind> kind = Kind.named(group, kindName);
    return kind.map(named -> referringTo(new ObjectKey(named, namespace, name))).stream();
  }

  @Override
  public int compareTo(Topic other) {
    return ORDER.compare(this, other);
  }
}
