package io.aigw.resolve;

import io.aigw.api.InferenceModel;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Objective;
import io.aigw.api.Pool;
import io.aigw.ir.Cluster;
import io.aigw.ir.Picker;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What an InferencePool stands for.
 *
 * @param cluster the endpoints of all members; empty where the pool cannot be served at all, which
 *     the problems tell
 * @param pickerCluster the endpoints of its endpoint picker; empty where this gateway picks
 * @param picker who chooses; empty: the cluster by itself
 * @param models the models that may be asked for, by name, each with the InferenceModel that won
 *     the name; empty: any model, and what has none
 * @param rewrites under which names its servers are asked for models that no InferenceModel names
 * @param objectives the objectives that requests may name, by name
 * @param acceptance problems with what the pool itself says
 * @param references problems with what it refers to
 * @param notes what the pool's owner should know: how many endpoints are ready, members that are
 *     out and why, a selector without effect
 * @param tlsPolicies the BackendTLSPolicies on its members and its picker
 */
public record ResolvedPool(
    Pool pool,
    Optional<Cluster> cluster,
    Optional<Cluster> pickerCluster,
    Optional<Picker> picker,
    Optional<SortedMap<String, InferenceModel>> models,
    PoolRewrites rewrites,
    SortedMap<String, Objective> objectives,
    List<Problem> acceptance,
    List<Problem> references,
    List<String> notes,
    PolicyUses tlsPolicies) {

  public ResolvedPool {
    models = models.map(known -> Collections.unmodifiableSortedMap(new TreeMap<>(known)));
    objectives = Collections.unmodifiableSortedMap(new TreeMap<>(objectives));
    acceptance = List.copyOf(acceptance);
    references = List.copyOf(references);
    notes = List.copyOf(notes);
  }

  /** All clusters that routes to it need. */
  public List<Cluster> clusters() {
    return Stream.of(cluster, pickerCluster).flatMap(Optional::stream).toList();
  }

  /** The name of a pool's cluster. */
  static String clusterName(ObjectKey pool) {
    return "pool" + name(pool);
  }

  /** The name of the cluster of a pool's endpoint picker. */
  static String pickerName(ObjectKey pool) {
    return "picker" + name(pool);
  }

  private static String name(ObjectKey pool) {
    return (pool.kind() == Kind.ALPHA_INFERENCE_POOL ? "-v1alpha2/" : "/") + pool.qualifiedName();
  }

  /** What a route needs to know. */
  public PoolTarget target() {
    return new PoolTarget(
        Stream.concat(references.stream(), acceptance.stream()).findFirst(),
        clusterName(pool.key()),
        picker,
        models,
        rewrites,
        objectives);
  }
}
