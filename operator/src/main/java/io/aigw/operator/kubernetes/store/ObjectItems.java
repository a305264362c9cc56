package io.aigw.operator.kubernetes.store;

import io.aigw.api.ApiObject;
import io.aigw.api.EndpointSlice;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Pod;
import io.aigw.collection.OrderedMap;
import io.aigw.resource.ObjectDecoder;
import io.aigw.resource.ObjectDecoder.Decoded;
import io.aigw.resource.ObjectDecoder.Malformed;
import io.aigw.resource.Withheld;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an informer keeps of its objects: the decoded record of each and nothing else. An object is
 * decoded once for each of its versions; a version that decodes to the same record (its status
 * changed, say) is no change, and the record stays the same instance. One that cannot be decoded
 * leaves the record of the version before.
 *
 * <p>One thread at a time writes; any may read.
 */
final class ObjectItems implements ItemStore<GenericKubernetesResource> {

  private static final Logger log = LoggerFactory.getLogger(ObjectItems.class);

  /** Repeats the object; of no use to anyone but {@code kubectl apply}. */
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private final Kind kind;
  private final ObjectDecoder decoder;
  private final AtomicReference<OrderedMap<ObjectKey, ApiObject>> objects;
  private final AtomicReference<OrderedMap<ObjectKey, Withheld>> unreadable;
  private final Runnable changed;
  private final Map<String, Item> items = new ConcurrentHashMap<>();

  /**
   * @param objects where the records that could be decoded go to; may be shared
   * @param unreadable where it is said of objects that their newest version could not; likewise
   * @param changed called when an object is there, is another, or is gone
   */
  ObjectItems(
      Kind kind,
      ObjectDecoder decoder,
      AtomicReference<OrderedMap<ObjectKey, ApiObject>> objects,
      AtomicReference<OrderedMap<ObjectKey, Withheld>> unreadable,
      Runnable changed) {
    this.kind = kind;
    this.decoder = decoder;
    this.objects = objects;
    this.unreadable = unreadable;
    this.changed = changed;
  }

  boolean contains(String namespace, String name) {
    return items.containsKey(Cache.namespaceKeyFunc(namespace, name));
  }

  @Override
  public String getKey(GenericKubernetesResource resource) {
    return Cache.metaNamespaceKeyFunc(resource);
  }

  @Override
  public @Nullable GenericKubernetesResource put(String key, GenericKubernetesResource resource) {
    Item before = items.get(key);
    String resourceVersion = resource.getMetadata().getResourceVersion();
    if (before != null && before.resourceVersion.equals(resourceVersion)) {
      return before; // listed again
    }
    Item item = decode(resource, before);
    items.put(key, item);
    follow(before, item);
    return before;
  }

  @Override
  public @Nullable GenericKubernetesResource remove(String key) {
    Item before = items.remove(key);
    follow(before, null);
    return before;
  }

  private void follow(@Nullable Item before, @Nullable Item after) {
    boolean other = follow(objects, before, after, item -> item.object);
    boolean otherwise = follow(unreadable, before, after, item -> item.unreadable);
    if (other || otherwise) {
      changed.run();
    }
  }

  private <V> boolean follow(
      AtomicReference<OrderedMap<ObjectKey, V>> all,
      @Nullable Item before,
      @Nullable Item after,
      Function<Item, @Nullable V> part) {
    V was = before == null ? null : part.apply(before);
    V is = after == null ? null : part.apply(after);
    if (is != null && after != null) {
      all.updateAndGet(map -> map.with(after.key(kind), is));
    } else if (was != null && before != null) {
      all.updateAndGet(map -> map.without(before.key(kind)));
    }
    return !Objects.equals(was, is);
  }

  private Item decode(GenericKubernetesResource resource, @Nullable Item before) {
    ObjectMeta metadata = resource.getMetadata();
    return switch (decoder.decode(kind, tree(resource))) {
      case Decoded(ApiObject object, List<String> unknownFields) -> {
        if (!unknownFields.isEmpty() && (before == null || !unknownFields.equals(before.notes))) {
          log.atInfo()
              .addKeyValue("object", object.key())
              .addKeyValue("fields", unknownFields)
              .log("fields of a newer API have no effect");
        }
        yield new Item(metadata, kept(object, metadata, before), null, unknownFields);
      }
      case Malformed(String field, String message) -> {
        List<String> notes = List.of(field, message);
        if (before == null || !notes.equals(before.notes)) {
          log.atWarn()
              .addKeyValue("kind", kind.singular())
              .addKeyValue("object", Cache.metaNamespaceKeyFunc(resource))
              .addKeyValue("field", field)
              .addKeyValue("cause", message)
              .log("object cannot be read; what was there of it before stays");
        }
        yield new Item(
            metadata,
            before != null && before.uid.equals(Objects.requireNonNullElse(metadata.getUid(), ""))
                ? before.object
                : null,
            new Withheld(generation(metadata), "Invalid", field + ": " + message),
            notes);
      }
    };
  }

  /** The record to keep; null for an object that means nothing here. */
  private static @Nullable ApiObject kept(
      ApiObject object, ObjectMeta metadata, @Nullable Item before) {
    if (object instanceof EndpointSlice slice && slice.service().isEmpty()) {
      return null;
    }
    if (object instanceof Pod && metadata.getDeletionTimestamp() != null) {
      return null; // it is asked to end: it stays ready until it has
    }
    return before != null && object.equals(before.object) ? before.object : object;
  }

  private Map<String, Object> tree(GenericKubernetesResource resource) {
    ObjectMeta metadata = resource.getMetadata();
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("name", metadata.getName());
    meta.put("namespace", metadata.getNamespace());
    meta.put("labels", metadata.getLabels());
    meta.put("uid", metadata.getUid());
    if (kind != Kind.ENDPOINT_SLICE
        && kind != Kind.POD) { // the rest changes with every change and decides nothing
      Map<String, String> annotations = new LinkedHashMap<>(metadata.getAnnotations());
      annotations.remove(LAST_APPLIED);
      meta.put("annotations", annotations);
      meta.put("generation", generation(metadata));
      meta.put("creationTimestamp", metadata.getCreationTimestamp());
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    if (kind != Kind.NAMESPACE) { // of which the metadata is all
      tree.putAll(resource.getAdditionalProperties());
    }
    tree.put("metadata", meta);
    return tree;
  }

  private static long generation(ObjectMeta metadata) {
    return Objects.requireNonNullElse(metadata.getGeneration(), 0L);
  }

  @Override
  public Stream<String> keySet() {
    return items.keySet().stream();
  }

  @Override
  public Stream<GenericKubernetesResource> values() {
    return items.values().stream().map(item -> item);
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public @Nullable GenericKubernetesResource get(String key) {
    return items.get(key);
  }

  /** What the informer needs of an object, its identity and version, and the record. */
  private static final class Item extends GenericKubernetesResource {

    private final @Nullable String namespace;
    private final String name;
    private final String uid;
    private final String resourceVersion;
    private final transient @Nullable ApiObject object;
    private final transient @Nullable Withheld unreadable;
    private final transient List<String> notes;

    Item(
        ObjectMeta metadata,
        @Nullable ApiObject object,
        @Nullable Withheld unreadable,
        List<String> notes) {
      this.namespace = metadata.getNamespace();
      this.name = metadata.getName();
      this.uid = Objects.requireNonNullElse(metadata.getUid(), "");
      this.resourceVersion = metadata.getResourceVersion();
      this.object = object;
      this.unreadable = unreadable;
      this.notes = notes;
    }

    ObjectKey key(Kind kind) {
      return new ObjectKey(kind, Objects.requireNonNullElse(namespace, ""), name);
    }

    @Override
    public ObjectMeta getMetadata() {
      return new ObjectMetaBuilder()
          .withNamespace(namespace)
          .withName(name)
          .withResourceVersion(resourceVersion)
          .build();
    }
  }
}
