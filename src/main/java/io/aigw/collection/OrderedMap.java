package io.aigw.collection;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A map in the order of its keys; immutable and threadsafe. A map that was made from another one by
 * a change shares everything with it but the path to the changed key: a change and the comparison
 * of the two cost the logarithm of the size.
 *
 * <p>It is a treap: a search tree by key that is a heap by a random priority. Keys are often chosen
 * by users, and chance, not the key, keeps the tree shallow, so nobody can choose keys such that it
 * becomes a list. Nothing that can be seen from outside depends on chance.
 *
 * @param <V> values; those that are equal count as the same, and the one that is there stays
 */
@SuppressWarnings("ReferenceEquality") // the same node means the same content, without a look
public final class OrderedMap<K extends Comparable<? super K>, V> extends AbstractMap<K, V> {

  private static final OrderedMap<String, Object> EMPTY = new OrderedMap<>(null);

  private final @Nullable Node<K, V> root;

  private OrderedMap(@Nullable Node<K, V> root) {
    this.root = root;
  }

  /** A map without entries. */
  @SuppressWarnings("unchecked") // it has neither keys nor values
  public static <K extends Comparable<? super K>, V> OrderedMap<K, V> empty() {
    return (OrderedMap<K, V>) (OrderedMap<?, ?>) EMPTY;
  }

  /** A map with the entries of another one. */
  public static <K extends Comparable<? super K>, V> OrderedMap<K, V> copyOf(
      Map<? extends K, ? extends V> entries) {
    OrderedMap<K, V> copy = empty();
    for (Map.Entry<? extends K, ? extends V> entry : entries.entrySet()) {
      copy = copy.with(entry.getKey(), entry.getValue());
    }
    return copy;
  }

  /** Told of a key whose value is another in one of two maps than in the other. */
  @FunctionalInterface
  public interface Difference<K, V> {

    /**
     * The values differ.
     *
     * @param before null where the key is new
     * @param after null where the key is gone
     */
    void tell(K key, @Nullable V before, @Nullable V after);
  }

  /** The value; null where there is none. */
  @Override
  @SuppressWarnings("unchecked") // as in every map, a key of another type is the caller's mistake
  public @Nullable V get(Object key) {
    Node<K, V> node = root;
    while (node != null) {
      int order = ((K) key).compareTo(node.key);
      if (order == 0) {
        return node.value;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  /** This map where it has an equal value for the key, else one that has the value. */
  public OrderedMap<K, V> with(K key, V value) {
    Node<K, V> changed = put(root, key, value);
    return changed == root ? this : new OrderedMap<>(changed);
  }

  /** This map where it does not have the key, else one without it. */
  public OrderedMap<K, V> without(K key) {
    Node<K, V> changed = remove(root, key);
    return changed == root ? this : new OrderedMap<>(changed);
  }

  @Override
  public int size() {
    return size(root);
  }

  /** The last key. */
  public K lastKey() {
    Node<K, V> node = root;
    if (node == null) {
      throw new NoSuchElementException("the map is empty");
    }
    while (node.right != null) {
      node = node.right;
    }
    return node.key;
  }

  /** Tells what is different in this map from an earlier one, in the order of keys. */
  public void differencesFrom(OrderedMap<K, V> earlier, Difference<? super K, ? super V> told) {
    differences(earlier.root, root, told);
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> consumer) {
    visit(root, consumer);
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        return new Entries<>(root);
      }

      @Override
      public int size() {
        return OrderedMap.this.size();
      }
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OrderedMap<?, ?> map ? isSame(map) : super.equals(other);
  }

  /** Equality at the cost of what the two do not share. */
  @SuppressWarnings("unchecked") // keys of the same class are comparable
  private boolean isSame(OrderedMap<?, ?> other) {
    if (root == other.root) {
      return true;
    }
    if (root == null || other.root == null || root.size != other.root.size) {
      return false;
    }
    if (root.key.getClass() != other.root.key.getClass()) {
      return super.equals(other);
    }
    AtomicBoolean same = new AtomicBoolean(true);
    differencesFrom((OrderedMap<K, V>) other, (key, before, after) -> same.set(false));
    return same.get();
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  private record Node<K, V>(
      K key,
      V value,
      long priority,
      int size,
      @Nullable Node<K, V> left,
      @Nullable Node<K, V> right) {

    static <K, V> Node<K, V> leaf(K key, V value) {
      return new Node<>(key, value, ThreadLocalRandom.current().nextLong(), 1, null, null);
    }

    Node<K, V> withValue(V other) {
      return new Node<>(key, other, priority, size, left, right);
    }

    Node<K, V> withLeft(@Nullable Node<K, V> other) {
      return other == left ? this : with(other, right);
    }

    Node<K, V> withRight(@Nullable Node<K, V> other) {
      return other == right ? this : with(left, other);
    }

    private Node<K, V> with(@Nullable Node<K, V> newLeft, @Nullable Node<K, V> newRight) {
      int newSize = 1 + OrderedMap.size(newLeft) + OrderedMap.size(newRight);
      return new Node<>(key, value, priority, newSize, newLeft, newRight);
    }
  }

  private record Halves<K, V>(@Nullable Node<K, V> below, @Nullable Node<K, V> above) {}

  private static int size(@Nullable Node<?, ?> node) {
    return node == null ? 0 : node.size;
  }

  private static <K extends Comparable<? super K>, V> Node<K, V> put(
      @Nullable Node<K, V> node, K key, V value) {
    if (node == null) {
      return Node.leaf(key, value);
    }
    int order = key.compareTo(node.key);
    if (order == 0) {
      return node.value == value || node.value.equals(value) ? node : node.withValue(value);
    }
    if (order < 0) {
      Node<K, V> left = put(node.left, key, value);
      return left.priority > node.priority
          ? left.withRight(node.withLeft(left.right))
          : node.withLeft(left);
    }
    Node<K, V> right = put(node.right, key, value);
    return right.priority > node.priority
        ? right.withLeft(node.withRight(right.left))
        : node.withRight(right);
  }

  private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> remove(
      @Nullable Node<K, V> node, K key) {
    if (node == null) {
      return null;
    }
    int order = key.compareTo(node.key);
    if (order == 0) {
      return merge(node.left, node.right);
    }
    return order < 0
        ? node.withLeft(remove(node.left, key))
        : node.withRight(remove(node.right, key));
  }

  /** One tree of two, all keys of the first being below those of the second. */
  private static <K, V> @Nullable Node<K, V> merge(
      @Nullable Node<K, V> below, @Nullable Node<K, V> above) {
    if (below == null) {
      return above;
    }
    if (above == null) {
      return below;
    }
    return below.priority > above.priority
        ? below.withRight(merge(below.right, above))
        : above.withLeft(merge(below, above.left));
  }

  /** What is below and what is above a key that the tree does not have. */
  private static <K extends Comparable<? super K>, V> Halves<K, V> split(
      @Nullable Node<K, V> node, K key) {
    if (node == null) {
      return new Halves<>(null, null);
    }
    if (key.compareTo(node.key) < 0) {
      Halves<K, V> halves = split(node.left, key);
      return new Halves<>(halves.below, node.withLeft(halves.above));
    }
    Halves<K, V> halves = split(node.right, key);
    return new Halves<>(node.withRight(halves.below), halves.above);
  }

  private static <K, V> void visit(
      @Nullable Node<K, V> node, BiConsumer<? super K, ? super V> consumer) {
    if (node != null) {
      visit(node.left, consumer);
      consumer.accept(node.key, node.value);
      visit(node.right, consumer);
    }
  }

  private static <K extends Comparable<? super K>, V> void differences(
      @Nullable Node<K, V> before,
      @Nullable Node<K, V> after,
      Difference<? super K, ? super V> told) {
    if (before == after) {
      return;
    }
    if (before == null) {
      visit(after, (key, value) -> told.tell(key, null, value));
    } else if (after == null) {
      visit(before, (key, value) -> told.tell(key, value, null));
    } else if (before.key.compareTo(after.key) == 0) {
      differences(before.left, after.left, told);
      if (before.value != after.value && !before.value.equals(after.value)) {
        told.tell(after.key, before.value, after.value);
      }
      differences(before.right, after.right, told);
    } else if (before.priority > after.priority) {
      V there = find(after, before.key);
      Halves<K, V> halves = split(there == null ? after : remove(after, before.key), before.key);
      differences(before.left, halves.below, told);
      if (there == null || !there.equals(before.value)) {
        told.tell(before.key, before.value, there);
      }
      differences(before.right, halves.above, told);
    } else {
      V there = find(before, after.key);
      Halves<K, V> halves = split(there == null ? before : remove(before, after.key), after.key);
      differences(halves.below, after.left, told);
      if (there == null || !there.equals(after.value)) {
        told.tell(after.key, there, after.value);
      }
      differences(halves.above, after.right, told);
    }
  }

  private static <K extends Comparable<? super K>, V> @Nullable V find(Node<K, V> tree, K key) {
    return new OrderedMap<>(tree).get(key);
  }

  /** In the order of keys. */
  private static final class Entries<K, V> implements Iterator<Map.Entry<K, V>> {

    /** Nodes that come next, each before what is to its right. */
    private final Deque<Node<K, V>> path = new ArrayDeque<>();

    Entries(@Nullable Node<K, V> root) {
      descend(root);
    }

    private void descend(@Nullable Node<K, V> from) {
      for (Node<K, V> node = from; node != null; node = node.left) {
        path.push(node);
      }
    }

    @Override
    public boolean hasNext() {
      return !path.isEmpty();
    }

    @Override
    public Map.Entry<K, V> next() {
      Node<K, V> node = path.pop();
      descend(node.right);
      return Map.entry(node.key, node.value);
    }
  }
}
