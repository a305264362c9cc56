package io.aigw.resolve;

import io.aigw.api.ApiObject;
import io.aigw.api.ObjectKey;
import io.aigw.api.ReferenceGrant;
import io.aigw.resource.Lookup;
import io.aigw.resource.Topic;
import java.util.Optional;

/** References across namespaces: permitted by a ReferenceGrant in the target's namespace alone. */
public final class Grants {

  private final Lookup objects;

  public Grants(Lookup objects) {
    this.objects = objects;
  }

  /** Why {@code from} may not refer to {@code to}; empty where it may. */
  public Optional<Problem> refusal(ApiObject from, ObjectKey to) {
    if (from.metadata().namespace().equals(to.namespace()) || isGranted(from.key(), to)) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            Problem.Reason.REF_NOT_PERMITTED,
            "%s in another namespace needs a ReferenceGrant in namespace %s that allows %s from namespace %s"
                .formatted(
                    to, to.namespace(), from.kind().kindName(), from.metadata().namespace())));
  }

  private boolean isGranted(ObjectKey from, ObjectKey to) {
    return objects.about(ReferenceGrant.class, Topic.grantsIn(to.namespace())).stream()
        .map(ReferenceGrant::spec)
        .anyMatch(
            grant ->
                grant.from().stream().anyMatch(allowed -> isFrom(allowed, from))
                    && grant.to().stream().anyMatch(allowed -> isTo(allowed, to)));
  }

  private static boolean isFrom(ReferenceGrant.From allowed, ObjectKey from) {
    return allowed.group().equals(from.kind().group())
        && allowed.kind().equals(from.kind().kindName())
        && allowed.namespace().equals(from.namespace());
  }

  private static boolean isTo(ReferenceGrant.To allowed, ObjectKey to) {
    return allowed.group().equals(to.kind().group())
        && allowed.kind().equals(to.kind().kindName())
        && (allowed.name().isEmpty() || allowed.name().equals(to.name()));
  }
}
