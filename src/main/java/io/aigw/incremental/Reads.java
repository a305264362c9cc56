package io.aigw.incremental;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The look-ups of one computation; each is remembered. */
public interface Reads {

  /** The value; null where there is none, which is remembered too. */
  <K, V> @Nullable V get(Source<K, V> source, K key);

  /** The same of a value that there must be. */
  default <K, V> V require(Source<K, V> source, K key) {
    return Objects.requireNonNull(get(source, key));
  }
}
