package io.aigw.resolve;

import io.aigw.api.BackendTlsPolicy;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.resource.Lookup;
import io.aigw.resource.Topic;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which BackendTLSPolicies are for a Service's port or a Backend. One that names the port comes
 * before one for the whole Service; of equals the older one counts.
 */
final class TlsAttachment {

  private TlsAttachment() {}

  /**
   * The policies that name a target, the one that counts first.
   *
   * @param section the name of a Service's port; empty for a Backend
   */
  static List<BackendTlsPolicy> policies(Lookup objects, ObjectKey target, String section) {
    Comparator<BackendTlsPolicy> order =
        Comparator.comparing((BackendTlsPolicy policy) -> !namesSection(policy, target, section))
            .thenComparing(policy -> policy.metadata().created())
            .thenComparing(BackendTlsPolicy::key);
    return objects.about(BackendTlsPolicy.class, Topic.referringTo(target)).stream()
        .filter(
            policy ->
                policy.spec().targetRefs().stream().anyMatch(ref -> names(ref, target, section)))
        .sorted(order)
        .toList();
  }

  private static boolean names(BackendTlsPolicy.TargetRef ref, ObjectKey target, String section) {
    return isTo(ref, target)
        && (ref.sectionName().isEmpty()
            || ref.sectionName().equals(section)
            // a Backend has no sections: who names one all the same does not want plain text
            || target.kind() == Kind.BACKEND);
  }

  private static boolean namesSection(BackendTlsPolicy policy, ObjectKey target, String section) {
    return !section.isEmpty()
        && policy.spec().targetRefs().stream()
            .anyMatch(ref -> isTo(ref, target) && ref.sectionName().equals(section));
  }

  private static boolean isTo(BackendTlsPolicy.TargetRef ref, ObjectKey target) {
    return Kind.named(ref.group(), ref.kind()).equals(Optional.of(target.kind()))
        && ref.name().equals(target.name());
  }
}
