package io.aigw.resource;

import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.collection.OrderedMap.Difference;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one round, immutable and indexed. The next round's set is made from the last one's
 * and shares with it what stays the same, so that making it, and finding out what is different,
 * cost the difference alone.
 */
public final class ResourceSet implements Lookup {

  private static final ResourceSet EMPTY =
      new ResourceSet(new EnumMap<>(Kind.class), OrderedMap.empty(), Set.of(), OrderedMap.empty());

  /** Never changed after construction. */
  private final Map<Kind, OrderedMap<ObjectKey, ApiObject>> objects;

  private final OrderedMap<Topic, OrderedMap<ObjectKey, ApiObject>> topics;
  private final Set<Kind> missingKinds;
  private final OrderedMap<ObjectKey, Withheld> withheld;

  private ResourceSet(
      Map<Kind, OrderedMap<ObjectKey, ApiObject>> objects,
      OrderedMap<Topic, OrderedMap<ObjectKey, ApiObject>> topics,
      Set<Kind> missingKinds,
      OrderedMap<ObjectKey, Withheld> withheld) {
    this.objects = objects;
    this.topics = topics;
    this.missingKinds = missingKinds;
    this.withheld = withheld;
  }

  /** A set without objects, of a source that knows all kinds. */
  public static ResourceSet empty() {
    return EMPTY;
  }

  public static ResourceSet of(Collection<? extends ApiObject> objects) {
    return EMPTY.next(objects);
  }

  /**
   * The set that has these objects and no others. One that is equal to what this set has stays the
   * same instance.
   */
  public ResourceSet next(Collection<? extends ApiObject> all) {
    Map<ObjectKey, ApiObject> wanted = new LinkedHashMap<>();
    all.forEach(object -> wanted.put(object.key(), object));
    Map<Kind, OrderedMap<ObjectKey, ApiObject>> next = new EnumMap<>(Kind.class);
    wanted.forEach(
        (key, object) ->
            next.put(key.kind(), next.getOrDefault(key.kind(), of(key.kind())).with(key, object)));
    ResourceSet result = this;
    for (Kind kind : Kind.values()) {
      OrderedMap<ObjectKey, ApiObject> some = next.getOrDefault(kind, of(kind));
      for (ObjectKey key : of(kind).keySet()) {
        some = wanted.containsKey(key) ? some : some.without(key);
      }
      result = result.with(kind, some);
    }
    return result;
  }

  /** The set that has these objects of a kind, which the source does know, and else the same. */
  public ResourceSet with(Kind kind, OrderedMap<ObjectKey, ApiObject> some) {
    return change(kind, some, false);
  }

  /**
   * The set of a source that does not know this kind at all: its definition is not installed, which
   * messages can then name as the reason.
   */
  public ResourceSet without(Kind kind) {
    return change(kind, OrderedMap.empty(), true);
  }

  /** The same objects, of which these are not the newest versions. */
  public ResourceSet withholding(OrderedMap<ObjectKey, Withheld> newer) {
    return newer.equals(withheld) ? this : new ResourceSet(objects, topics, missingKinds, newer);
  }

  private ResourceSet change(Kind kind, OrderedMap<ObjectKey, ApiObject> some, boolean missing) {
    OrderedMap<ObjectKey, ApiObject> before = of(kind);
    Index index = new Index(topics);
    some.differencesFrom(before, index::change);
    Set<Kind> nowMissing = EnumSet.noneOf(Kind.class);
    nowMissing.addAll(missingKinds);
    boolean other = missing ? nowMissing.add(kind) : nowMissing.remove(kind);
    if (!other && !index.changed) {
      return this;
    }
    Map<Kind, OrderedMap<ObjectKey, ApiObject>> next = new EnumMap<>(Kind.class);
    next.putAll(objects);
    next.put(kind, some);
    return new ResourceSet(next, index.topics, nowMissing, withheld);
  }

  /** The next index of topics. */
  private static final class Index {

    private OrderedMap<Topic, OrderedMap<ObjectKey, ApiObject>> topics;
    private boolean changed;

    Index(OrderedMap<Topic, OrderedMap<ObjectKey, ApiObject>> topics) {
      this.topics = topics;
    }

    void change(ObjectKey key, @Nullable ApiObject before, @Nullable ApiObject after) {
      changed = true;
      Set<Topic> old = before == null ? Set.of() : Topic.of(before);
      Set<Topic> now = after == null ? Set.of() : Topic.of(after);
      for (Topic topic : old) {
        if (!now.contains(topic)) {
          OrderedMap<ObjectKey, ApiObject> rest = on(topic, topics).without(key);
          topics = rest.isEmpty() ? topics.without(topic) : topics.with(topic, rest);
        }
      }
      if (after != null) {
        for (Topic topic : now) {
          topics = topics.with(topic, on(topic, topics).with(key, after));
        }
      }
    }
  }

  private static OrderedMap<ObjectKey, ApiObject> on(
      Topic topic, OrderedMap<Topic, OrderedMap<ObjectKey, ApiObject>> topics) {
    OrderedMap<ObjectKey, ApiObject> some = topics.get(topic);
    return some == null ? OrderedMap.empty() : some;
  }

  /** The objects of a kind. */
  public OrderedMap<ObjectKey, ApiObject> of(Kind kind) {
    return objects.getOrDefault(kind, OrderedMap.empty());
  }

  @Override
  public <T extends ApiObject> Optional<T> get(Class<T> type, ObjectKey key) {
    return Optional.ofNullable(of(key.kind()).get(key)).map(type::cast);
  }

  @Override
  public <T extends ApiObject> List<T> about(Class<T> type, Topic topic) {
    return on(topic, topics).values().stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public Optional<Withheld> withheld(ObjectKey key) {
    return Optional.ofNullable(withheld.get(key));
  }

  /** All newer versions that do not take effect. */
  public OrderedMap<ObjectKey, Withheld> withheld() {
    return withheld;
  }

  @Override
  public boolean isMissing(Kind kind) {
    return missingKinds.contains(kind);
  }

  /** Tells the objects that are not the same in this set as in an earlier one. */
  public void differencesFrom(
      ResourceSet earlier, Difference<? super ObjectKey, ? super ApiObject> told) {
    for (Kind kind : Kind.values()) {
      of(kind).differencesFrom(earlier.of(kind), told);
    }
  }

  /** The number of objects. */
  public int size() {
    return objects.values().stream().mapToInt(OrderedMap::size).sum();
  }
}
