package io.aigw.operator.kubernetes.store;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.resource.ObjectDecoder;
import io.aigw.resource.ResourceSet;
import io.aigw.resource.Withheld;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An API server's objects of the kinds that the gateway reads, by informers. Threadsafe.
 *
 * <p>Nothing is told before everything that is installed was listed once. A kind whose definition
 * is not installed is missing in the {@link ResourceSet} and comes when its definition does; it
 * goes with it. So do Pods with the pools.
 */
public final class KubernetesStore implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KubernetesStore.class);

  private final KubernetesClient client;
  private final Set<String> namespaces;
  private final Set<Kind> kinds;
  private final Runnable wake;
  private final Consumer<Map<Kind, String>> served;
  private final ObjectDecoder decoder = new ObjectDecoder();
  private final Definitions definitions;
  private final Map<Kind, KindInformer> informers = new ConcurrentHashMap<>();
  private ResourceSet resources = ResourceSet.empty();
  private volatile boolean followed;
  private volatile boolean synced;
  private volatile boolean closed;

  /**
   * A store that does nothing until it is started.
   *
   * @param namespaces to read; empty: all of the cluster
   * @param wake called after each change, often and from any thread; must be quick. First called
   *     when everything is there
   * @param served called with the kinds that are there and the versions that are read, whenever
   *     these change
   */
  public KubernetesStore(
      KubernetesClient client,
      Set<String> namespaces,
      Runnable wake,
      Consumer<Map<Kind, String>> served) {
    this(client, namespaces, EnumSet.allOf(Kind.class), wake, served);
  }

  /** One that reads these kinds alone. */
  public KubernetesStore(
      KubernetesClient client,
      Set<String> namespaces,
      Set<Kind> kinds,
      Runnable wake,
      Consumer<Map<Kind, String>> served) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
    this.kinds = EnumSet.copyOf(kinds);
    this.wake = wake;
    this.served = served;
    this.definitions = new Definitions(client, this::followDefinitions);
  }

  /** Starts to list and watch; returns at once. */
  public void start() {
    definitions.start();
  }

  /** Starts, ends and turns informers as the definitions want it. */
  private synchronized void followDefinitions() {
    if (closed || !definitions.run().synced()) {
      return;
    }
    List<String> begun = new ArrayList<>();
    List<String> ended = new ArrayList<>();
    for (Kind kind : kinds) {
      List<String> versions =
          kind == Kind.POD && !needsPods() ? List.of() : definitions.served(kind);
      Optional<String> preferred = kind.versions().stream().filter(versions::contains).findFirst();
      KindInformer informer = informers.get(kind);
      if (preferred.isEmpty()) {
        if (informer != null) {
          informers.remove(kind);
          informer.close();
          ended.add(kind.plural());
        }
      } else if (informer == null || !versions.contains(informer.version())) {
        informers
            .computeIfAbsent(
                kind, k -> new KindInformer(k, client, namespaces, decoder, this::changed))
            .read(preferred.get());
        begun.add(kind.plural() + "/" + preferred.get());
      }
    }
    if (!begun.isEmpty() || !ended.isEmpty()) {
      log.atInfo()
          .addKeyValue("watched", String.join(" ", begun))
          .addKeyValue("gone", String.join(" ", ended))
          .log("kinds that are installed");
      Map<Kind, String> current = new EnumMap<>(Kind.class);
      informers.forEach((kind, informer) -> current.put(kind, informer.version()));
      served.accept(current);
    }
    followed = true;
    changed();
  }

  private void changed() {
    if (followed && hasOutdatedPods()) {
      followDefinitions();
    } else if (synced()) {
      wake.run();
    }
  }

  /**
   * Pods are many and change often: they are watched where there are pools that may select some.
   */
  private boolean needsPods() {
    return informers.entrySet().stream()
        .anyMatch(entry -> entry.getKey().isPool() && !entry.getValue().objects().isEmpty());
  }

  private boolean hasOutdatedPods() {
    return needsPods() != informers.containsKey(Kind.POD);
  }

  /** Whether everything that was installed at the start is there; stays true. */
  public boolean synced() {
    if (!synced) {
      synced =
          followed
              && informers.values().stream().allMatch(KindInformer::synced)
              && !hasOutdatedPods();
    }
    return synced;
  }

  /** The objects as they are now; costs what has changed since the last call. */
  public synchronized ResourceSet resources() {
    OrderedMap<ObjectKey, Withheld> unreadable = OrderedMap.empty();
    for (Kind kind : Kind.values()) {
      KindInformer informer = informers.get(kind);
      resources =
          informer != null && informer.synced()
              ? resources.with(kind, informer.objects())
              : resources.without(kind);
      if (informer != null) {
        for (Map.Entry<ObjectKey, Withheld> one : informer.unreadable().entrySet()) {
          unreadable = unreadable.with(one.getKey(), one.getValue());
        }
      }
    }
    resources = resources.withholding(unreadable);
    return resources;
  }

  /** Whether the API server has this object. */
  public boolean contains(ObjectKey key) {
    KindInformer informer = informers.get(key.kind());
    return informer != null && informer.contains(key.namespace(), key.name());
  }

  /** What is still waited for, as far as it is known by now; empty when {@link #synced}. */
  public List<String> waiting() {
    return synced()
        ? List.of()
        : Stream.concat(
                definitions.run().waiting().stream(),
                informers.values().stream().flatMap(informer -> informer.waiting().stream()))
            .sorted()
            .toList();
  }

  /** Why changes are no longer seen; empty as long as they are. */
  public Optional<String> failure() {
    return Stream.concat(
            definitions.run().failure().stream(),
            informers.values().stream().flatMap(informer -> informer.failure().stream()))
        .findFirst();
  }

  @Override
  public synchronized void close() {
    closed = true;
    definitions.close();
    informers.values().forEach(KindInformer::close);
  }
}
