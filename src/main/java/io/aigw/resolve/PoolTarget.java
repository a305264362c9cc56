package io.aigw.resolve;

import io.aigw.api.InferenceModel;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a route needs to know of a pool; its endpoints and members are none of that.
 *
 * @param problem why it cannot be served; empty where it can
 * @param cluster the name of its cluster, which is there where there is no problem
 * @param models as in {@link ResolvedPool#models}
 */
public record PoolTarget(
    Optional<Problem> problem, String cluster, SortedMap<String, InferenceModel> models) {

  public PoolTarget {
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
  }
}
