package io.aigw.compile;

import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.incremental.Reads;
import io.aigw.incremental.Source;
import io.aigw.resource.Lookup;
import io.aigw.resource.ResourceSet;
import io.aigw.resource.Topic;
import io.aigw.resource.Withheld;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A round's objects, as something whose look-ups are remembered. */
final class Inputs {

  private ResourceSet current = ResourceSet.empty();
  private final Input<ObjectKey, ApiObject> objects =
      new Input<>(key -> current.get(ApiObject.class, key).orElse(null));
  private final Input<Topic, List<ApiObject>> topics =
      new Input<>(topic -> current.about(ApiObject.class, topic));
  private final Input<ObjectKey, Withheld> withheld =
      new Input<>(key -> current.withheld(key).orElse(null));
  private final Input<Kind, Boolean> missing = new Input<>(kind -> current.isMissing(kind));

  private static final class Input<K, V> extends Source<K, V> {

    private final Function<K, @Nullable V> values;

    Input(Function<K, @Nullable V> values) {
      this.values = values;
    }

    @Override
    protected @Nullable V value(K key) {
      return values.apply(key);
    }

    void touch(K key) {
      changed(key);
    }
  }

  /**
   * These are the objects now.
   *
   * @param existence told of each object that is there or changed (true), or is gone (false)
   * @param hearsay the same of objects of which only a version is known that does not take effect
   */
  void update(
      ResourceSet next,
      BiConsumer<ObjectKey, Boolean> existence,
      BiConsumer<ObjectKey, Boolean> hearsay) {
    ResourceSet previous = current;
    current = next;
    Set<Topic> touched = new HashSet<>();
    next.differencesFrom(
        previous,
        (key, before, after) -> {
          if (before != null) {
            touched.addAll(Topic.of(before));
          }
          if (after != null) {
            touched.addAll(Topic.of(after));
          }
          existence.accept(key, after != null);
          if (after == null && next.withheld(key).isPresent()) {
            hearsay.accept(key, true);
          }
          objects.touch(key);
        });
    touched.forEach(topics::touch);
    next.withheld()
        .differencesFrom(
            previous.withheld(),
            (key, before, after) -> {
              if (next.get(ApiObject.class, key).isEmpty()) {
                hearsay.accept(key, after != null);
              }
              withheld.touch(key);
            });
    for (Kind kind : Kind.values()) {
      if (previous.isMissing(kind) != next.isMissing(kind)) {
        missing.touch(kind);
      }
    }
  }

  /** An object that there must be. */
  <T extends ApiObject> T object(Class<T> type, ObjectKey key, Reads reads) {
    return of(reads).get(type, key).orElseThrow();
  }

  /** The objects for one computation. */
  Lookup of(Reads reads) {
    return new Lookup() {
      @Override
      public <T extends ApiObject> Optional<T> get(Class<T> type, ObjectKey key) {
        return Optional.ofNullable(reads.get(objects, key)).map(type::cast);
      }

      @Override
      public <T extends ApiObject> List<T> about(Class<T> type, Topic topic) {
        List<ApiObject> all = reads.get(topics, topic);
        return all == null
            ? List.of()
            : all.stream().filter(type::isInstance).map(type::cast).toList();
      }

      @Override
      public Optional<Withheld> withheld(ObjectKey key) {
        return Optional.ofNullable(reads.get(withheld, key));
      }

      @Override
      public boolean isMissing(Kind kind) {
        return Boolean.TRUE.equals(reads.get(missing, kind));
      }
    };
  }
}
