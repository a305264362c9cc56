package io.aigw.resolve;

import static io.aigw.resolve.Problem.Reason.CONFLICTED;
import static io.aigw.resolve.Problem.Reason.INVALID_CREDENTIAL_REF;
import static io.aigw.resolve.Problem.Reason.INVALID_KIND;

import io.aigw.api.AiServiceBackend.LocalRef;
import io.aigw.api.BackendSecurityPolicy;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.ir.Credential;
import io.aigw.resource.Lookup;
import io.aigw.resource.Topic;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The credential of a backend or pool.
 *
 * @param credential empty where it needs none, or cannot have it
 * @param problems why it cannot have what it needs: it is then not to be spoken to
 */
record CredentialAttachment(Optional<Credential> credential, List<Problem> problems) {

  /**
   * What is attached to a target by policies that name it, and by the reference that it has itself.
   */
  static CredentialAttachment of(
      ObjectKey target, @Nullable LocalRef own, Lookup objects, Policies policies) {
    Set<ObjectKey> named =
        objects.about(BackendSecurityPolicy.class, Topic.referringTo(target)).stream()
            .map(BackendSecurityPolicy::key)
            .collect(Collectors.toCollection(TreeSet::new));
    if (own != null) {
      if (!Kind.named(own.group(), own.kind()).equals(Optional.of(Kind.BACKEND_SECURITY_POLICY))) {
        return broken(
            new Problem(
                INVALID_KIND,
                "spec.backendSecurityPolicyRef: kind %s of group %s is no BackendSecurityPolicy"
                    .formatted(own.kind(), own.group())));
      }
      named.add(new ObjectKey(Kind.BACKEND_SECURITY_POLICY, target.namespace(), own.name()));
    }
    if (named.isEmpty()) {
      return new CredentialAttachment(Optional.empty(), List.of());
    }
    if (named.size() > 1) {
      return broken(
          new Problem(
              CONFLICTED,
              "has several credentials, of %s; it can have one"
                  .formatted(
                      named.stream().map(ObjectKey::toString).collect(Collectors.joining(", ")))));
    }
    ObjectKey policy = named.iterator().next();
    if (objects.get(BackendSecurityPolicy.class, policy).isEmpty()) {
      return broken(new Problem(INVALID_CREDENTIAL_REF, policy + " does not exist"));
    }
    ResolvedCredential.Attached attached = policies.credential(policy);
    return attached.problems().isEmpty()
        ? new CredentialAttachment(attached.credential(), List.of())
        : broken(
            new Problem(
                attached.problems().getFirst().reason(),
                "has no credential, and is not spoken to without: %s: %s"
                    .formatted(policy, Problem.messages(attached.problems()))));
  }

  private static CredentialAttachment broken(Problem problem) {
    return new CredentialAttachment(Optional.empty(), List.of(problem));
  }
}
