package io.aigw.resolve;

import io.aigw.api.ObjectKey;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The BackendTLSPolicies that name what a backend or pool refers to, each with the one that counts
 * in its place; empty where it counts itself.
 */
public record PolicyUses(SortedMap<ObjectKey, Optional<ObjectKey>> overruledBy) {

  static final PolicyUses NONE = new PolicyUses(new TreeMap<>());

  public PolicyUses {
    overruledBy = Collections.unmodifiableSortedMap(new TreeMap<>(overruledBy));
  }

  /** Of these the first counts. */
  static PolicyUses of(List<ObjectKey> policies) {
    SortedMap<ObjectKey, Optional<ObjectKey>> overruledBy = new TreeMap<>();
    for (ObjectKey policy : policies) {
      ObjectKey first = policies.getFirst();
      overruledBy.put(policy, policy.equals(first) ? Optional.empty() : Optional.of(first));
    }
    return new PolicyUses(overruledBy);
  }

  /** Both; a policy that counts in one of them does. */
  PolicyUses and(PolicyUses other) {
    SortedMap<ObjectKey, Optional<ObjectKey>> both = new TreeMap<>(overruledBy);
    other.overruledBy.forEach(
        (policy, by) -> both.merge(policy, by, (one, two) -> one.isEmpty() ? one : two));
    return new PolicyUses(both);
  }
}
