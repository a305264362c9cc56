package io.aigw.operator.kubernetes.status;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps of objects their statuses; what else is in them, the store has as records. */
final class StatusItems extends BasicItemStore<GenericKubernetesResource> {

  StatusItems() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public @Nullable GenericKubernetesResource put(String key, GenericKubernetesResource resource) {
    resource.getAdditionalProperties().keySet().retainAll(Set.of("status"));
    resource.getMetadata().setManagedFields(List.of());
    resource.getMetadata().setAnnotations(Map.of());
    return super.put(key, resource);
  }
}
