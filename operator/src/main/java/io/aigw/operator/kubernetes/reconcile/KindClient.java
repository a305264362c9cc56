package io.aigw.operator.kubernetes.reconcile;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClientAdapter;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/**
 * A client to which the generic resource is one certain kind in one certain version. JOSDK asks its
 * client for the operations of a reconciler's class; with this one, a single class serves every
 * kind in whichever version the API server has.
 */
final class KindClient extends NamespacedKubernetesClientAdapter<NamespacedKubernetesClient> {

  private final KubernetesClient client;
  private final ResourceDefinitionContext kind;

  KindClient(KubernetesClient client, ResourceDefinitionContext kind) {
    super(NamespacedKubernetesClient.class);
    init(client);
    this.client = client;
    this.kind = kind;
  }

  @Override
  public KindClient newInstance() {
    return new KindClient(client, kind);
  }

  @Override
  @SuppressWarnings("unchecked") // the two types are the same here
  public <T extends HasMetadata>
      MixedOperation<T, KubernetesResourceList<T>, Resource<T>> resources(Class<T> type) {
    return type == GenericKubernetesResource.class
        ? (MixedOperation<T, KubernetesResourceList<T>, Resource<T>>)
            (MixedOperation<?, ?, ?>) client.genericKubernetesResources(kind)
        : super.resources(type);
  }
}
