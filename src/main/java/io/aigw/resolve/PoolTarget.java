package io.aigw.resolve;

import io.aigw.api.InferenceModel;
import io.aigw.api.Objective;
import io.aigw.ir.Picker;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a route needs to know of a pool; its endpoints and members are none of that.
 *
 * @param problem why it cannot be served; empty where it can
 * @param cluster the name of its cluster, which is there where there is no problem
 * @param picker as in {@link ResolvedPool#picker}
 * @param models as in {@link ResolvedPool#models}
 * @param rewrites as in {@link ResolvedPool#rewrites}
 * @param objectives as in {@link ResolvedPool#objectives}
 */
public record PoolTarget(
    Optional<Problem> problem,
    String cluster,
    Optional<Picker> picker,
    Optional<SortedMap<String, InferenceModel>> models,
    PoolRewrites rewrites,
    SortedMap<String, Objective> objectives) {

  public PoolTarget {
    models = models.map(known -> Collections.unmodifiableSortedMap(new TreeMap<>(known)));
    objectives = Collections.unmodifiableSortedMap(new TreeMap<>(objectives));
  }

  /** Whether who chooses refuses requests that may be refused, where there is no room. */
  public boolean sheds() {
    return picker
        .flatMap(
            chosen ->
                chosen instanceof Picker.BuiltIn own
                    ? PickingPolicy.of(own.policy())
                    : Optional.empty())
        .filter(PickingPolicy::needsSignals)
        .isPresent();
  }
}
