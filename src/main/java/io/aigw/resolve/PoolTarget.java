package io.aigw.resolve;

import io.aigw.api.InferenceModel;
import io.aigw.api.Objective;
import io.aigw.ir.Picker;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a route needs to know of a pool. Its endpoints and members are none of that, but for what
 * part of them each group is where there are several.
 *
 * @param problem why it cannot be served; empty where it can
 * @param shares where its requests go; empty where there is a problem
 * @param models as in {@link ResolvedPool#models}
 * @param rewrites as in {@link ResolvedPool#rewrites}
 * @param objectives as in {@link ResolvedPool#objectives}
 */
public record PoolTarget(
    Optional<Problem> problem,
    List<Share> shares,
    Optional<SortedMap<String, InferenceModel>> models,
    PoolRewrites rewrites,
    SortedMap<String, Objective> objectives) {

  /**
   * A part of the requests to a pool.
   *
   * @param part between 0 and 1; all of them together are 1
   * @param cluster the name of the cluster
   * @param picker as in {@link PoolGroup#picker}
   */
  public record Share(double part, String cluster, Optional<Picker> picker) {}

  public PoolTarget {
    shares = List.copyOf(shares);
    models = models.map(known -> Collections.unmodifiableSortedMap(new TreeMap<>(known)));
    objectives = Collections.unmodifiableSortedMap(new TreeMap<>(objectives));
  }

  /** Whether an endpoint picker is asked. */
  public boolean isPickedByAnother() {
    return pickers().anyMatch(Picker.External.class::isInstance);
  }

  /** Whether who chooses refuses requests that may be refused, where there is no room. */
  public boolean sheds() {
    return pickers()
        .flatMap(
            picker ->
                picker instanceof Picker.BuiltIn own
                    ? PickingPolicy.of(own.policy()).stream()
                    : Stream.empty())
        .anyMatch(PickingPolicy::needsSignals);
  }

  private Stream<Picker> pickers() {
    return shares.stream().flatMap(share -> share.picker().stream());
  }
}
