package io.aigw.compile;

import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.compile.Filing.Use;
import io.aigw.resolve.Problem;
import io.aigw.resolve.ResolvedCredential;
import io.aigw.resolve.ResolvedTlsPolicy;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What users are told about policies. */
final class PolicyVerdicts {

  private PolicyVerdicts() {}

  /** On a credential. */
  static Verdict of(ResolvedCredential resolved) {
    return Verdict.of(
        resolved.policy().key(),
        resolved.policy().metadata().generation(),
        List.of(
            Conditions.accepted(resolved.acceptance(), List.of()),
            Conditions.resolvedRefs(resolved.references())));
  }

  /**
   * On TLS with backends; nothing where no Gateway's routes lead to what the policy names.
   *
   * @param uses what it is for, and the policy that counts in its place
   */
  static Verdict of(ResolvedTlsPolicy resolved, OrderedMap<Use, Optional<ObjectKey>> uses) {
    Map<ObjectKey, Optional<ObjectKey>> overruledBy = new LinkedHashMap<>();
    uses.forEach(
        (use, by) -> overruledBy.merge(use.gateway(), by, (one, two) -> one.isEmpty() ? one : two));
    List<Verdict.Parent> ancestors = new ArrayList<>();
    overruledBy.forEach(
        (gateway, by) ->
            ancestors.add(
                new Verdict.Parent(
                    Verdicts.gatewayRef(gateway),
                    List.of(
                        accepted(resolved, by), Conditions.resolvedRefs(resolved.references())))));
    return new Verdict(
        resolved.policy().key(),
        resolved.policy().metadata().generation(),
        List.of(),
        ancestors,
        List.of());
  }

  private static Condition accepted(ResolvedTlsPolicy resolved, Optional<ObjectKey> overruledBy) {
    if (overruledBy.isPresent()) {
      return Conditions.accepted(
          List.of(
              new Problem(
                  Problem.Reason.CONFLICTED,
                  "%s, which names the port or is older, counts for the same backends"
                      .formatted(overruledBy.get()))),
          List.of());
    }
    return Conditions.accepted(
        resolved.acceptance(),
        resolved.policy().spec().options().isEmpty() ? List.of() : List.of("spec.options"));
  }
}
