package io.aigw.resolve;

import io.aigw.api.InferenceModel;
import io.aigw.api.InferencePool;
import io.aigw.api.ObjectKey;
import io.aigw.ir.Cluster;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an InferencePool stands for.
 *
 * @param cluster the endpoints of all members; empty where the pool cannot be served at all, which
 *     {@code problem} tells
 * @param models the models that may be asked for, by name, each with the InferenceModel that won
 *     the name
 * @param notes what the pool's owner should know: members that are out and why, a selector without
 *     effect
 * @param tlsPolicies the BackendTLSPolicies on its members
 */
public record ResolvedPool(
    InferencePool pool,
    Optional<Cluster> cluster,
    SortedMap<String, InferenceModel> models,
    Optional<Problem> problem,
    List<String> notes,
    PolicyUses tlsPolicies) {

  public ResolvedPool {
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
    notes = List.copyOf(notes);
  }

  /** The name of a pool's cluster. */
  static String clusterName(ObjectKey pool) {
    return "pool/" + pool.qualifiedName();
  }

  /** What a route needs to know. */
  public PoolTarget target() {
    return new PoolTarget(problem, clusterName(pool.key()), models);
  }
}
