package io.aigw.operator.kubernetes.replica;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps Leases as an API server does, with versions and watches, and can be away. */
final class LeasesInMemory implements Leases {

  private final Map<String, Lease> byName = new HashMap<>();
  private final List<Consumer<Lease>> watchers = new ArrayList<>();
  private int version;
  private boolean away;

  synchronized void watch(Consumer<Lease> watcher) {
    watchers.add(watcher);
  }

  synchronized void setAway(boolean isAway) {
    away = isAway;
  }

  @Override
  public synchronized @Nullable Lease get(String name) {
    beThere();
    return byName.get(name);
  }

  @Override
  public synchronized Lease create(Lease lease) {
    beThere();
    if (byName.containsKey(lease.getMetadata().getName())) {
      throw conflict();
    }
    return put(lease);
  }

  @Override
  public synchronized Lease replace(Lease lease) {
    beThere();
    Lease current = byName.get(lease.getMetadata().getName());
    if (current == null
        || !Objects.equals(
            current.getMetadata().getResourceVersion(), lease.getMetadata().getResourceVersion())) {
      throw conflict();
    }
    return put(lease);
  }

  private Lease put(Lease lease) {
    Lease kept =
        new LeaseBuilder(lease)
            .editMetadata()
            .withResourceVersion(Integer.toString(++version))
            .endMetadata()
            .build();
    byName.put(kept.getMetadata().getName(), kept);
    watchers.forEach(watcher -> watcher.accept(kept));
    return kept;
  }

  private void beThere() {
    if (away) {
      throw new KubernetesClientException("away");
    }
  }

  private static KubernetesClientException conflict() {
    return new KubernetesClientException("conflict", HttpURLConnection.HTTP_CONFLICT, null);
  }
}
