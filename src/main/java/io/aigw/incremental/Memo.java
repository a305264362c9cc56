package io.aigw.incremental;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rule gives for each of some keys. A value is computed in {@link #refresh}, and again only
 * when a look-up that was made for it would find something else. Memos that read others are
 * refreshed after these. Not threadsafe.
 */
public final class Memo<K, V> extends Source<K, V> {

  private final Rule<K, V> rule;
  private final Map<K, Cell> cells = new HashMap<>();
  private final Set<K> stale = new LinkedHashSet<>();
  private final List<Change<? super K, ? super V>> followers = new ArrayList<>();

  public Memo(Rule<K, V> rule) {
    this.rule = rule;
  }

  /** How a value is computed: from its key and what it looks up, and from nothing else. */
  @FunctionalInterface
  public interface Rule<K, V> {

    /** The value; null for none. */
    @Nullable V of(K key, Reads reads);
  }

  /** Told of values that are others; null stands for none. */
  @FunctionalInterface
  public interface Change<K, V> {
    void tell(K key, @Nullable V before, @Nullable V after);
  }

  /** Tells of each change from now on, while it is made. */
  public void follow(Change<? super K, ? super V> follower) {
    followers.add(follower);
  }

  /** The key is one of those that there are values for. */
  public void want(K key) {
    if (cells.putIfAbsent(key, new Cell(key)) == null) {
      stale.add(key);
    }
  }

  /** The key is none of them any more. */
  public void drop(K key) {
    Cell cell = cells.remove(key);
    if (cell != null) {
      stale.remove(key);
      cell.forgetLookUps();
      if (cell.value != null) {
        tell(key, cell.value, null);
      }
    }
  }

  /** Computes what is new or outdated. */
  public void refresh() {
    for (K key : List.copyOf(stale)) {
      Cell cell = cells.get(key);
      if (cell != null) {
        V before = cell.value;
        cell.forgetLookUps();
        V after = rule.of(key, cell);
        if (after == null ? before != null : !after.equals(before)) {
          cell.value = after;
          tell(key, before, after);
        }
      }
    }
    stale.clear();
  }

  @Override
  protected @Nullable V value(K key) {
    Cell cell = cells.get(key);
    return cell == null ? null : cell.value;
  }

  private void tell(K key, @Nullable V before, @Nullable V after) {
    followers.forEach(follower -> follower.tell(key, before, after));
    changed(key);
  }

  /** A value with the look-ups that were made for it. */
  private final class Cell implements Reads, Source.Reader {

    private final K key;
    private final List<LookUp<?>> lookUps = new ArrayList<>(4);
    private @Nullable V value;

    Cell(K key) {
      this.key = key;
    }

    @Override
    public <A, B> @Nullable B get(Source<A, B> source, A wanted) {
      source.addReader(wanted, this);
      lookUps.add(new LookUp<>(source, wanted));
      return source.value(wanted);
    }

    void forgetLookUps() {
      lookUps.forEach(lookUp -> lookUp.forget(this));
      lookUps.clear();
    }

    @Override
    public void outdated() {
      stale.add(key);
    }
  }

  private record LookUp<A>(Source<A, ?> source, A key) {
    void forget(Source.Reader reader) {
      source.removeReader(key, reader);
    }
  }
}
