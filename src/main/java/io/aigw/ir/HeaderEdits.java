package io.aigw.ir;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Changes to the request's headers: removals first, then values that replace what was there, then
 * values that come after what is there. Names are in lower case.
 */
public record HeaderEdits(
    List<String> remove, SortedMap<String, String> set, SortedMap<String, String> add) {

  /** No change. */
  public static final HeaderEdits NONE = new HeaderEdits(List.of(), new TreeMap<>());

  public HeaderEdits {
    remove = List.copyOf(remove);
    set = Collections.unmodifiableSortedMap(new TreeMap<>(set));
    add = Collections.unmodifiableSortedMap(new TreeMap<>(add));
  }

  /** Changes that add to nothing. */
  public HeaderEdits(List<String> remove, SortedMap<String, String> set) {
    this(remove, set, new TreeMap<>());
  }
}
