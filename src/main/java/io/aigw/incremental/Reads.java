package io.aigw.incremental;

import org.jspecify.annotations.Nullable;

/** The look-ups of one computation; each is remembered. */
public interface Reads {

  /** The value; null where there is none, which is remembered too. */
  <K, V> @Nullable V get(Source<K, V> source, K key);
}
