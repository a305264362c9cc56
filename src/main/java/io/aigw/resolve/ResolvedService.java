package io.aigw.resolve;

import io.aigw.ir.Cluster;
import java.util.Optional;

/**
 * What a port of a Service stands for.
 *
 * @param cluster empty where it cannot be served
 * @param tlsPolicies the BackendTLSPolicies on it
 */
public record ResolvedService(Optional<Cluster> cluster, PolicyUses tlsPolicies) {

  /** The name of its cluster. */
  static String clusterName(Upstream service) {
    return "service/%s/%d".formatted(service.object().qualifiedName(), service.port());
  }
}
