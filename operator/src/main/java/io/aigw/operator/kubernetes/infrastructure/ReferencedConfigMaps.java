package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.operator.kubernetes.infrastructure.Wish.ConfigMapRef;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ConfigMaps that somebody references, each watched by its name: a cluster has many others,
 * which are nobody's business here. Threadsafe.
 */
final class ReferencedConfigMaps implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReferencedConfigMaps.class);

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
                entry.getValue().informer.stop();
              }
              return unused;
            });
    referenced.forEach(ref -> watched.computeIfAbsent(ref, Watched::new));
  }

  synchronized Content of(ConfigMapRef ref) {
    Watched informer = watched.get(ref);
    return informer == null ? new Content.Unread() : informer.content;
  }

  @Override
  public synchronized void close() {
    follow(Set.of());
  }

  /** One of them. */
  private final class Watched implements ResourceEventHandler<ConfigMap> {

    private final SharedIndexInformer<ConfigMap> informer;
    private volatile Content content = new Content.Unread();

    Watched(ConfigMapRef ref) {
      informer =
          client.configMaps().inNamespace(ref.namespace()).withName(ref.name()).runnableInformer(0);
      informer.exceptionHandler(
          (started, cause) -> {
            log.atWarn()
                .addKeyValue("object", ref)
                .addKeyValue("cause", cause.getMessage())
                .log("cannot watch parameters, will try again");
            return true;
          });
      var _ = informer.addEventHandler(this);
      informer.start().thenRun(this::listed);
    }

    private void listed() {
      if (informer.getStore().list().isEmpty()) {
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
