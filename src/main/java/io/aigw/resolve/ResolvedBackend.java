package io.aigw.resolve;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.ObjectKey;
import io.aigw.ir.Cluster;
import java.util.List;
import java.util.Optional;

/**
 * What an AIServiceBackend stands for.
 *
 * @param cluster empty where the backend cannot be served, which the problems tell
 * @param port of the Service, or of all endpoints of a Backend; 0 where they differ
 * @param acceptance problems with what the backend itself says
 * @param references problems with what it refers to
 * @param ignoredFields fields that have no effect yet
 * @param tlsPolicies the BackendTLSPolicies on what it refers to
 */
public record ResolvedBackend(
    AiServiceBackend backend,
    Optional<Cluster> cluster,
    int port,
    List<Problem> acceptance,
    List<Problem> references,
    List<String> ignoredFields,
    PolicyUses tlsPolicies) {

  public ResolvedBackend {
    acceptance = List.copyOf(acceptance);
    references = List.copyOf(references);
    ignoredFields = List.copyOf(ignoredFields);
  }

  /** The most telling problem, for whoever refers to the backend; empty where it can be served. */
  public Optional<Problem> problem() {
    return cluster.isPresent()
        ? Optional.empty()
        : references.stream().findFirst().or(() -> acceptance.stream().findFirst());
  }

  /** The name of a backend's cluster. */
  static String clusterName(ObjectKey backend) {
    return "backend/" + backend.qualifiedName();
  }

  /** What a route needs to know. */
  public BackendTarget target() {
    return new BackendTarget(
        problem(), clusterName(backend.key()), backend.spec().headerMutation());
  }
}
