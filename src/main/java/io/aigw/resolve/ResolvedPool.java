package io.aigw.resolve;

import io.aigw.api.InferenceModel;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Objective;
import io.aigw.api.Pool;
import io.aigw.ir.Cluster;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What an InferencePool stands for.
 *
 * @param groups the members, by the name of their cluster: one group where all are spoken to in one
 *     way, or there is none; empty where the pool cannot be served at all, which the problems tell
 * @param pickerCluster the endpoints of its endpoint picker; empty where this gateway picks
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
    List<PoolGroup> groups,
    Optional<Cluster> pickerCluster,
    Optional<SortedMap<String, InferenceModel>> models,
    PoolRewrites rewrites,
    SortedMap<String, Objective> objectives,
    List<Problem> acceptance,
    List<Problem> references,
    List<String> notes,
    PolicyUses tlsPolicies) {

  public ResolvedPool {
    groups = List.copyOf(groups);
    models = models.map(known -> Collections.unmodifiableSortedMap(new TreeMap<>(known)));
    objectives = Collections.unmodifiableSortedMap(new TreeMap<>(objectives));
    acceptance = List.copyOf(acceptance);
    references = List.copyOf(references);
    notes = List.copyOf(notes);
  }

  /** All clusters that routes to it need. */
  public List<Cluster> clusters() {
    return Stream.concat(groups.stream().map(PoolGroup::cluster), pickerCluster.stream()).toList();
  }

  /** Whether a member has an endpoint. */
  public boolean hasEndpoints() {
    return groups.stream().anyMatch(PoolGroup::hasEndpoints);
  }

  /** The name of the cluster of a pool's Pods, and what those of its other members begin with. */
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
        shares(),
        models,
        rewrites,
        objectives);
  }

  /**
   * Which part of the requests each group gets: by endpoints, of which a name is one. Without an
   * alternative nothing depends on endpoints.
   */
  private List<PoolTarget.Share> shares() {
    List<PoolGroup> led = groups.stream().filter(PoolGroup::hasEndpoints).toList();
    if (led.size() < 2) {
      return Stream.concat(led.stream(), groups.stream())
          .limit(1)
          .map(group -> new PoolTarget.Share(1, group.cluster().name(), group.picker()))
          .toList();
    }
    int all = led.stream().mapToInt(group -> group.cluster().endpoints().size()).sum();
    return led.stream()
        .map(
            group ->
                new PoolTarget.Share(
                    (double) group.cluster().endpoints().size() / all,
                    group.cluster().name(),
                    group.picker()))
        .toList();
  }
}
