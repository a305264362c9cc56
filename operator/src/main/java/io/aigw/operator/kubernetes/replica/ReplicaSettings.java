package io.aigw.operator.kubernetes.replica;

import java.util.Optional;

/**
 * Who this replica is.
 *
 * @param namespace of the Leases
 * @param lease the name of the Lease that the leader holds; its replicas' own begin with it
 * @param name of this replica, the same after a restart, no other's; fit for an object's name
 * @param podUid of the Pod of that name, which this replica's own Lease goes with; empty: it runs
 *     in none
 */
public record ReplicaSettings(
    String namespace, String lease, String name, Optional<String> podUid) {}
