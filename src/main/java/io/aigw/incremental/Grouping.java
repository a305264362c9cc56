package io.aigw.incremental;

import io.aigw.collection.OrderedMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of a memo, collected in groups; a group is ordered and its next version shares with it
 * what stays. There is no group without members. Not threadsafe.
 *
 * @param <G> names a group
 * @param <M> names a member within its group
 */
public final class Grouping<G, M extends Comparable<? super M>, V>
    extends Source<G, OrderedMap<M, V>> {

  private final Map<G, OrderedMap<M, V>> groups = new HashMap<>();
  private @Nullable Memo<G, ?> perGroup;

  /** Where what a value contributes is to be told. */
  @FunctionalInterface
  public interface Entries<G, M, V> {
    void add(G group, M member, V value);
  }

  /** Says what a memo's value contributes. */
  @FunctionalInterface
  public interface Filing<K, A, G, M, V> {

    /** Of two contributions with the same group and member, the later one counts. */
    void file(K key, A value, Entries<G, M, V> entries);
  }

  /**
   * Collects what the values of a memo contribute; no two of them may contribute the same member.
   */
  public <K, A> Grouping<G, M, V> of(Memo<K, A> memo, Filing<K, A, G, M, V> filing) {
    memo.follow(
        (key, before, after) -> {
          Map<Place<G, M>, V> old = contributions(key, before, filing);
          Map<Place<G, M>, V> now = contributions(key, after, filing);
          // first what comes: a group that only changes its members is never without any
          now.forEach((place, value) -> put(place.group, place.member, value));
          old.keySet().stream().filter(place -> !now.containsKey(place)).forEach(this::remove);
        });
    return this;
  }

  /** Has the memo want exactly the groups that there are. */
  public Grouping<G, M, V> each(Memo<G, ?> memo) {
    perGroup = memo;
    return this;
  }

  @Override
  protected @Nullable OrderedMap<M, V> value(G group) {
    return groups.get(group);
  }

  private record Place<G, M>(G group, M member) {}

  private static <K, A, G, M, V> Map<Place<G, M>, V> contributions(
      K key, @Nullable A value, Filing<K, A, G, M, V> filing) {
    Map<Place<G, M>, V> contributions = new LinkedHashMap<>();
    if (value != null) {
      filing.file(
          key,
          value,
          (group, member, contribution) ->
              contributions.put(new Place<>(group, member), contribution));
    }
    return contributions;
  }

  private void put(G group, M member, V value) {
    OrderedMap<M, V> before = groups.get(group);
    OrderedMap<M, V> after =
        (before == null ? OrderedMap.<M, V>empty() : before).with(member, value);
    if (isOther(before, after)) {
      groups.put(group, after);
      if (before == null && perGroup != null) {
        perGroup.want(group);
      }
      changed(group);
    }
  }

  private void remove(Place<G, M> place) {
    OrderedMap<M, V> before = groups.get(place.group);
    if (before == null) {
      return;
    }
    OrderedMap<M, V> after = before.without(place.member);
    if (!after.isEmpty()) {
      groups.put(place.group, after);
    } else {
      groups.remove(place.group);
      if (perGroup != null) {
        perGroup.drop(place.group);
      }
    }
    if (isOther(before, after)) {
      changed(place.group);
    }
  }

  @SuppressWarnings("ReferenceEquality") // an unchanged map is the same instance
  private static boolean isOther(@Nullable Object before, Object after) {
    return before != after;
  }
}
