package io.aigw.resolve;

import io.aigw.ir.Cluster;
import io.aigw.ir.Picker;
import java.util.Optional;

/**
 * Those members of a pool that are spoken to in one way.
 *
 * @param cluster their endpoints
 * @param picker who chooses among them; empty: the cluster by itself
 */
public record PoolGroup(Cluster cluster, Optional<Picker> picker) {

  boolean hasEndpoints() {
    return !cluster.endpoints().isEmpty();
  }
}
