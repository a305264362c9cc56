package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Deleter;
import io.javaoperatorsdk.operator.processing.dependent.Creator;
import io.javaoperatorsdk.operator.processing.dependent.Updater;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResourceConfigBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One of the objects that a Gateway owns: applied with the fields that the blueprint gives it,
 * applied again when somebody changes one of these, removed when there is no blueprint or it has no
 * such object. The owner reference has it collected with the Gateway.
 */
class Owned<R extends HasMetadata> extends KubernetesDependentResource<R, GenericKubernetesResource>
    implements Creator<R, GenericKubernetesResource>,
        Updater<R, GenericKubernetesResource>,
        Deleter<GenericKubernetesResource> {

  /** Where a reconciliation leaves its {@link Blueprint}. */
  static final String BLUEPRINT = "blueprint";

  private final Function<Blueprint, Optional<R>> object;

  /**
   * @param object of a blueprint; empty: there is to be none
   */
  Owned(Class<R> type, Function<Blueprint, Optional<R>> object) {
    super(type, type.getSimpleName());
    this.object = object;
    configureWith(
        new KubernetesDependentResourceConfigBuilder<R>()
            .withUseSSA(true)
            .withKubernetesDependentInformerConfig(
                InformerConfiguration.builder(type)
                    .withLabelSelector(Blueprint.MANAGED_BY + "=" + Blueprint.MANAGER)
                    .build())
            .build());
  }

  /** Whether there is to be such an object. */
  boolean isWanted(Context<GenericKubernetesResource> context) {
    return wanted(context).isPresent();
  }

  private Optional<R> wanted(Context<GenericKubernetesResource> context) {
    return context
        .managedWorkflowAndDependentResourceContext()
        .get(BLUEPRINT, Blueprint.class)
        .flatMap(object);
  }

  @Override
  protected R desired(
      GenericKubernetesResource gateway, Context<GenericKubernetesResource> context) {
    return wanted(context).orElseThrow();
  }

  @Override
  protected ResourceID targetSecondaryResourceID(
      GenericKubernetesResource gateway, Context<GenericKubernetesResource> context) {
    ObjectMeta metadata = gateway.getMetadata();
    return new ResourceID(ObjectName.of(key(metadata)), metadata.getNamespace());
  }

  @Override
  protected void addReferenceHandlingMetadata(R desired, GenericKubernetesResource gateway) {
    // the blueprint has named the owner
  }

  /**
   * The framework makes a default mapper of the primary's class, also where it is given one; a
   * generic object's class names no kind, so it gets another class for that.
   */
  @Override
  protected InformerEventSourceConfiguration.Builder<R> informerConfigurationBuilder(
      EventSourceContext<GenericKubernetesResource> context) {
    return InformerEventSourceConfiguration.from(resourceType(), resourceType());
  }

  @Override
  protected Optional<SecondaryToPrimaryMapper<R>> getSecondaryToPrimaryMapper(
      EventSourceContext<GenericKubernetesResource> context) {
    return Optional.of(
        owned ->
            owned.getMetadata().getOwnerReferences().stream()
                .filter(owner -> owner.getKind().equals(Kind.GATEWAY.kindName()))
                .filter(owner -> owner.getApiVersion().startsWith(Kind.GATEWAY.group() + "/"))
                .map(owner -> new ResourceID(owner.getName(), owned.getMetadata().getNamespace()))
                .collect(Collectors.toSet()));
  }

  static ObjectKey key(ObjectMeta gateway) {
    return new ObjectKey(Kind.GATEWAY, gateway.getNamespace(), gateway.getName());
  }
}
