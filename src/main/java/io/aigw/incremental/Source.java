package io.aigw.incremental;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values by key, with a memory of who has looked which of them up. Not threadsafe. */
public abstract class Source<K, V> {

  private final Map<K, Set<Reader>> readers = new HashMap<>();

  /** Who looks values up, and is told when they are others. */
  interface Reader {
    void outdated();
  }

  /** The value as it is now; null where there is none. */
  protected abstract @Nullable V value(K key);

  /** The key has another value than before, or none any more, or one at last. */
  protected final void changed(K key) {
    readers.getOrDefault(key, Set.of()).forEach(Reader::outdated);
  }

  final void addReader(K key, Reader reader) {
    readers.computeIfAbsent(key, k -> new HashSet<>(2)).add(reader);
  }

  final void removeReader(K key, Reader reader) {
    Set<Reader> ofKey = readers.get(key);
    if (ofKey != null && ofKey.remove(reader) && ofKey.isEmpty()) {
      readers.remove(key);
    }
  }
}
