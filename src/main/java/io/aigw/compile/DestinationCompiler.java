package io.aigw.compile;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.compile.RuleAction.Destination;
import io.aigw.ir.HeaderEdits;
import io.aigw.resolve.BackendTarget;
import io.aigw.resolve.HeaderNames;
import io.aigw.resolve.PoolTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compiles the backend references of one AIGatewayRoute's rules. */
final class DestinationCompiler {

  private final Referrals referrals;
  private final RouteFindings findings;

  DestinationCompiler(Referrals referrals, RouteFindings findings) {
    this.referrals = referrals;
    this.findings = findings;
  }

  /**
   * Where requests go: to the backends of the lowest priority number that has one with endpoints,
   * or of the lowest where none has; what these have no room for goes to those of the next number
   * that has one with endpoints.
   */
  RuleAction action(AiGatewayRoute.Rule rule, RuleTimeouts timeouts, String field) {
    SortedMap<Integer, List<Candidate>> byPriority = new TreeMap<>();
    for (int i = 0; i < rule.backendRefs().size(); i++) {
      AiGatewayRoute.BackendRef ref = rule.backendRefs().get(i);
      String refField = "%s.backendRefs[%d]".formatted(field, i);
      noteIgnoredFields(ref, refField);
      findings.invalidRules.addAll(
          HeaderNames.problems(ref.headerMutation(), refField + ".headerMutation"));
      Candidate candidate = candidate(ref, refField);
      if (ref.weight() > 0) {
        byPriority.computeIfAbsent(ref.priority(), p -> new ArrayList<>()).add(candidate);
      }
    }
    List<List<Candidate>> usable =
        byPriority.values().stream()
            // without an alternative nothing depends on endpoints
            .filter(group -> byPriority.size() == 1 || group.stream().anyMatch(this::hasEndpoints))
            .limit(2)
            .toList();
    if (usable.isEmpty()) {
      usable = byPriority.values().stream().limit(1).toList();
    }
    return new RuleAction(destinations(usable, 0), destinations(usable, 1), timeouts);
  }

  private static List<Destination> destinations(List<List<Candidate>> groups, int which) {
    return groups.size() <= which
        ? List.of()
        : groups.get(which).stream()
            .flatMap(candidate -> candidate.destinations().stream())
            .toList();
  }

  /** A backend reference, resolved, and what it refers to; empty where that leads nowhere. */
  private record Candidate(List<Destination> destinations, Optional<ObjectKey> object) {

    static Candidate unresolved(AiGatewayRoute.BackendRef ref) {
      return new Candidate(List.of(new Destination.Unresolved(ref.weight())), Optional.empty());
    }
  }

  private boolean hasEndpoints(Candidate candidate) {
    return candidate.object().filter(referrals::hasEndpoints).isPresent();
  }

  private void noteIgnoredFields(AiGatewayRoute.BackendRef ref, String field) {
    if (ref.bodyMutation() != null) {
      findings.ignoredFields.add(field + ".bodyMutation");
    }
    if (ref.kind().equals("InferencePool") && ref.modelNameOverride() != null) {
      findings.ignoredFields.add(field + ".modelNameOverride");
    }
  }

  private Candidate candidate(AiGatewayRoute.BackendRef ref, String field) {
    Optional<Kind> kind = kind(ref);
    if (kind.isEmpty()) {
      referrals.unknownKind(
          ref.group(),
          ref.kind(),
          "AIServiceBackend (%s)".formatted(Kind.AI_SERVICE_BACKEND.group()),
          field);
      return Candidate.unresolved(ref);
    }
    ObjectKey key = new ObjectKey(kind.get(), referrals.namespace(ref.namespace()), ref.name());
    return kind.get() == Kind.AI_SERVICE_BACKEND
        ? toBackend(ref, key, field)
        : toPool(ref, key, field);
  }

  /** Without a group the kind decides. */
  private static Optional<Kind> kind(AiGatewayRoute.BackendRef ref) {
    if (ref.group().isEmpty()) {
      return switch (ref.kind()) {
        case "AIServiceBackend" -> Optional.of(Kind.AI_SERVICE_BACKEND);
        case "InferencePool" -> Optional.of(Kind.ALPHA_INFERENCE_POOL);
        default -> Optional.empty();
      };
    }
    return Kind.named(ref.group(), ref.kind())
        .filter(kind -> kind == Kind.AI_SERVICE_BACKEND || kind.isPool());
  }

  private Candidate toBackend(AiGatewayRoute.BackendRef ref, ObjectKey key, String field) {
    BackendTarget backend = referrals.backend(key, field);
    if (backend == null) {
      return Candidate.unresolved(ref);
    }
    Destination destination =
        new Destination.ToCluster(
            ref.weight(),
            backend.cluster(),
            Optional.empty(),
            Optional.ofNullable(ref.modelNameOverride()).filter(name -> !name.isEmpty()),
            HeaderMutations.edits(backend.headerMutation(), ref.headerMutation()));
    return new Candidate(List.of(destination), Optional.of(key));
  }

  private Candidate toPool(AiGatewayRoute.BackendRef ref, ObjectKey key, String field) {
    PoolTarget pool = referrals.pool(key, field);
    if (pool == null) {
      return Candidate.unresolved(ref);
    }
    HeaderEdits edits = HeaderMutations.edits(ref.headerMutation(), null);
    List<Destination> destinations = new ArrayList<>();
    for (PoolTarget.Share share : pool.shares()) {
      double weight = ref.weight() * share.part();
      destinations.add(
          pool.models().isEmpty() && pool.rewrites().isEmpty()
              ? new Destination.ToCluster(
                  weight, share.cluster(), share.picker(), Optional.empty(), edits)
              : new Destination.ToPool(
                  weight, share.cluster(), share.picker(), pool.models(), pool.rewrites(), edits));
    }
    return new Candidate(destinations, Optional.of(key));
  }
}
