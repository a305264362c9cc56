package io.aigw.operator.kubernetes.status;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.status.StatusMerger;
import io.aigw.status.StatusMerger.Merged;
import io.aigw.status.StatusShape;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings the status of one kind's objects to what was last said about them. Every write names the
 * version that it is based on; when the object has changed meanwhile, the server refuses and the
 * framework comes again with the newer one.
 */
final class StatusReconciler implements Reconciler<GenericKubernetesResource> {

  private static final Duration UNTIL_IT_COMES = Duration.ofMillis(50);

  private final Kind kind;
  private final Judgements judgements;
  private final StatusMerger merger;
  private final InstantSource clock;

  /** The version that the last write was based on, of objects of which a newer one has not come. */
  private final Map<ObjectKey, String> overwritten = new ConcurrentHashMap<>();

  private final SimpleInboundEventSource<GenericKubernetesResource> woken =
      new SimpleInboundEventSource<>("judgements");

  StatusReconciler(Kind kind, Judgements judgements, StatusMerger merger, InstantSource clock) {
    this.kind = kind;
    this.judgements = judgements;
    this.merger = merger;
    this.clock = clock;
  }

  /** Where the word on an object comes from. */
  interface Judgements {
    /**
     * The last word on an object; empty where there is none, or this process is not to write.
     *
     * @param status the object's own
     */
    Optional<GatewayVerdict> of(ObjectKey object, long generation, Map<String, Object> status);
  }

  @Override
  public List<EventSource<?, GenericKubernetesResource>> prepareEventSources(
      EventSourceContext<GenericKubernetesResource> context) {
    return List.of(woken);
  }

  /** Has an object looked at; one that is not there is left alone. */
  void wake(ObjectKey object) {
    woken.propagateEvent(
        new ResourceID(object.name(), object.namespace().isEmpty() ? null : object.namespace()));
  }

  @Override
  public UpdateControl<GenericKubernetesResource> reconcile(
      GenericKubernetesResource resource, Context<GenericKubernetesResource> context) {
    Map<String, Object> status = status(resource);
    ObjectMeta metadata = resource.getMetadata();
    ObjectKey key =
        new ObjectKey(
            kind,
            metadata.getNamespace() == null ? "" : metadata.getNamespace(),
            metadata.getName());
    if (Objects.equals(overwritten.get(key), metadata.getResourceVersion())) {
      // what was written over this one is not here yet: judged by this one, it might seem right
      return UpdateControl.<GenericKubernetesResource>noUpdate().rescheduleAfter(UNTIL_IT_COMES);
    }
    overwritten.remove(key);
    Optional<Merged> merged =
        judgements
            .of(key, Objects.requireNonNullElse(metadata.getGeneration(), 0L), status)
            .map(judged -> merge(judged, status))
            .filter(Merged::changed);
    if (merged.isEmpty()) {
      return UpdateControl.noUpdate();
    }
    if (StatusShape.of(kind).isShared()) {
      GenericKubernetesResource written =
          context
              .getClient()
              .resources(GenericKubernetesResource.class)
              .resource(withStatus(resource, merged.get().status()))
              .updateStatus();
      String base = metadata.getResourceVersion();
      if (!written.getMetadata().getResourceVersion().equals(base)) {
        overwritten.put(key, base);
      }
      return UpdateControl.noUpdate();
    }
    return UpdateControl.patchStatus(withStatus(resource, merged.get().own()));
  }

  private Merged merge(GatewayVerdict judged, Map<String, Object> status) {
    Merged merged = merger.merge(judged.verdict(), status, judged.unsettled(), clock.instant());
    return judged.addresses().map(list -> merged.with("addresses", list)).orElse(merged);
  }

  private static GenericKubernetesResource withStatus(
      GenericKubernetesResource resource, Map<String, Object> status) {
    ObjectMeta metadata = resource.getMetadata();
    GenericKubernetesResource result = new GenericKubernetesResource();
    result.setApiVersion(resource.getApiVersion());
    result.setKind(resource.getKind());
    result.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(metadata.getNamespace())
            .withName(metadata.getName())
            .withUid(metadata.getUid())
            .withResourceVersion(metadata.getResourceVersion())
            .build());
    result.setAdditionalProperty("status", status);
    return result;
  }

  @SuppressWarnings("unchecked") // a JSON object's keys are strings
  private static Map<String, Object> status(GenericKubernetesResource resource) {
    return resource.getAdditionalProperties().get("status") instanceof Map<?, ?> status
        ? (Map<String, Object>) status
        : Map.of();
  }
}
