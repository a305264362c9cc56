package io.aigw.ir;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Under which names the endpoints of a cluster are asked for the models that requests name.
 *
 * @param of by the request's model; empty: under the same
 * @param ofOthers of all other models; empty: under the same
 */
public record ModelNames(SortedMap<String, List<Name>> of, List<Name> ofOthers) {

  public ModelNames {
    of = Collections.unmodifiableSortedMap(new TreeMap<>(of));
    ofOthers = List.copyOf(ofOthers);
  }

  /**
   * One that is drawn.
   *
   * @param weight above 0
   */
  public record Name(String name, int weight) {}
}
