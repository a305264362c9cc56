package io.aigw.resolve;

import io.aigw.api.InferenceModel;
import io.aigw.api.Pool;
import io.aigw.ir.Endpoint;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an InferencePool is to its own endpoint picker.
 *
 * @param endpoints each target port of each ready Pod, ordered
 * @param policy how one of them is chosen, by the name that users know it by
 * @param models as in {@link ResolvedPool#models}
 * @param rewrites as in {@link ResolvedPool#rewrites}
 * @param objectives whether requests that name one may be refused
 * @param notes what the pool's owner should know
 */
public record PickedPool(
    Pool pool,
    List<Endpoint> endpoints,
    String policy,
    Optional<SortedMap<String, InferenceModel>> models,
    PoolRewrites rewrites,
    SortedMap<String, Boolean> objectives,
    List<String> notes) {

  public PickedPool {
    endpoints = List.copyOf(endpoints);
    models = models.map(known -> Collections.unmodifiableSortedMap(new TreeMap<>(known)));
    objectives = Collections.unmodifiableSortedMap(new TreeMap<>(objectives));
    notes = List.copyOf(notes);
  }
}
