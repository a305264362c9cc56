package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.operator.kubernetes.infrastructure.Wish.ConfigMapRef;
import io.aigw.operator.kubernetes.store.InformerRun;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The ConfigMaps that somebody references, each watched by its name: a cluster has many others,
 * which are nobody's business here. Threadsafe.
 */
final class ReferencedConfigMaps implements AutoCloseable {

  private final KubernetesClient client;
  private final Runnable changed;
  private final Map<ConfigMapRef, Watched> watched = new HashMap<>();

  /**
   * @param changed called when one of them is there, is another, or is gone; on any thread
   */
  ReferencedConfigMaps(KubernetesClient client, Runnable changed) {
    this.client = client;
    this.changed = changed;
  }

  /** What is known of a ConfigMap. */
  sealed interface Content {
    record Unread() implements Content {}

    record Missing() implements Content {}

    record Present(Map<String, String> data) implements Content {}
  }

  /** From now on these are watched and no others. */
  synchronized void follow(Set<ConfigMapRef> referenced) {
    watched
        .entrySet()
        .removeIf(
            entry -> {
              boolean unused = !referenced.contains(entry.getKey());
              if (unused) {
                entry.getValue().run.close();
              }
              return unused;
            });
    referenced.forEach(ref -> watched.computeIfAbsent(ref, Watched::new));
  }

  synchronized Content of(ConfigMapRef ref) {
    Watched informer = watched.get(ref);
    return informer == null ? new Content.Unread() : informer.content;
  }

  /** Why changes of one of them are no longer seen; empty as long as they are. */
  synchronized Optional<String> failure() {
    return watched.values().stream().flatMap(one -> one.run.failure().stream()).findFirst();
  }

  @Override
  public synchronized void close() {
    follow(Set.of());
  }

  /** One of them. */
  private final class Watched implements ResourceEventHandler<ConfigMap> {

    private final SharedIndexInformer<ConfigMap> informer;
    private final InformerRun run;
    private volatile Content content = new Content.Unread();

    Watched(ConfigMapRef ref) {
      informer =
          client.configMaps().inNamespace(ref.namespace()).withName(ref.name()).runnableInformer(0);
      var _ = informer.addEventHandler(this);
      run = new InformerRun(ref.toString(), informer, this::listed);
      run.start();
    }

    private void listed() {
      if (run.synced() && informer.getStore().list().isEmpty()) {
        set(new Content.Missing());
      }
    }

    private void set(Content now) {
      content = now;
      changed.run();
    }

    @Override
    public void onAdd(ConfigMap map) {
      set(new Content.Present(Map.copyOf(Objects.requireNonNullElse(map.getData(), Map.of()))));
    }

    @Override
    public void onUpdate(ConfigMap before, ConfigMap map) {
      onAdd(map);
    }

    @Override
    public void onDelete(ConfigMap map, boolean unknownState) {
      set(new Content.Missing());
    }
  }
}
