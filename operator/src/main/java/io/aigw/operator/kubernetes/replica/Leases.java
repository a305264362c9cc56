package io.aigw.operator.kubernetes.replica;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import org.jspecify.annotations.Nullable;

/** The Leases of a namespace. Every method may throw {@code KubernetesClientException}. */
interface Leases {

  /** The one of a name; null: there is none. */
  @Nullable Lease get(String name);

  /** Makes one; refused with a conflict where there is one. */
  Lease create(Lease lease);

  /** Replaces one, in the version that it names; refused with a conflict where it has another. */
  Lease replace(Lease lease);
}
