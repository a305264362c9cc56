package io.aigw.operator.kubernetes.store;

import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.resource.ObjectDecoder;
import io.aigw.resource.Withheld;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** The objects of one kind, from one informer or, with namespaces given, one per namespace. */
final class KindInformer implements AutoCloseable {

  /** Types of Secrets that have nothing for the gateway: the API server leaves them out. */
  private static final List<String> FOREIGN_SECRETS =
      List.of(
          "helm.sh/release.v1",
          "kubernetes.io/service-account-token",
          "kubernetes.io/dockerconfigjson",
          "kubernetes.io/dockercfg",
          "kubernetes.io/basic-auth",
          "kubernetes.io/ssh-auth",
          "bootstrap.kubernetes.io/token");

  private final Kind kind;
  private final KubernetesClient client;
  private final Runnable changed;

  /** By namespace; the empty one stands for all. */
  private final Map<String, ObjectItems> items = new TreeMap<>();

  /** Of all scopes together. */
  private final AtomicReference<OrderedMap<ObjectKey, ApiObject>> objects =
      new AtomicReference<>(OrderedMap.empty());

  private final AtomicReference<OrderedMap<ObjectKey, Withheld>> unreadable =
      new AtomicReference<>(OrderedMap.empty());

  private volatile List<InformerRun> runs = List.of();
  private volatile String version = "";
  private volatile boolean synced;

  KindInformer(
      Kind kind,
      KubernetesClient client,
      Set<String> namespaces,
      ObjectDecoder decoder,
      Runnable changed) {
    this.kind = kind;
    this.client = client;
    this.changed = changed;
    Set<String> scopes = namespaces.isEmpty() || !kind.namespaced() ? Set.of("") : namespaces;
    scopes.forEach(
        scope -> items.put(scope, new ObjectItems(kind, decoder, objects, unreadable, changed)));
  }

  /**
   * Reads this version from now on. What another version gave stays until the new one's list is in,
   * so that a definition can change its versions without an object seeming to go.
   */
  void read(String newVersion) {
    close();
    version = newVersion;
    runs =
        items.entrySet().stream()
            .map(
                scope ->
                    new InformerRun(
                        subject(scope.getKey()),
                        informer(scope.getKey(), scope.getValue()),
                        changed))
            .toList();
    runs.forEach(InformerRun::start);
  }

  private String subject(String namespace) {
    return namespace.isEmpty() ? kind.plural() : kind.plural() + " in " + namespace;
  }

  private SharedIndexInformer<GenericKubernetesResource> informer(
      String namespace, ObjectItems store) {
    var all = client.genericKubernetesResources(Resources.context(kind, version));
    FilterWatchListDeletable<
            GenericKubernetesResource,
            GenericKubernetesResourceList,
            Resource<GenericKubernetesResource>>
        scope = namespace.isEmpty() ? all.inAnyNamespace() : all.inNamespace(namespace);
    if (kind == Kind.SECRET) {
      for (String type : FOREIGN_SECRETS) {
        scope = scope.withoutField("type", type);
      }
    }
    return scope.withLimit(500L).runnableInformer(0).itemStore(store);
  }

  /** The version that is read. */
  String version() {
    return version;
  }

  /** Whether every first list is in; stays true. */
  boolean synced() {
    if (!synced) {
      List<InformerRun> current = runs;
      synced = !current.isEmpty() && current.stream().allMatch(InformerRun::synced);
    }
    return synced;
  }

  /** The objects that could be decoded. */
  OrderedMap<ObjectKey, ApiObject> objects() {
    return objects.get();
  }

  /** Those of which the newest version could not be. */
  OrderedMap<ObjectKey, Withheld> unreadable() {
    return unreadable.get();
  }

  boolean contains(String namespace, String name) {
    return items.values().stream().anyMatch(store -> store.contains(namespace, name));
  }

  /** Why the first list is not in yet. */
  Optional<String> waiting() {
    return synced() ? Optional.empty() : first(InformerRun::waiting);
  }

  Optional<String> failure() {
    return first(InformerRun::failure);
  }

  private Optional<String> first(Function<InformerRun, Optional<String>> of) {
    return runs.stream().flatMap(run -> of.apply(run).stream()).findFirst();
  }

  @Override
  public void close() {
    runs.forEach(InformerRun::close);
  }
}
