package io.aigw.compile;

import static io.aigw.resolve.Problem.Reason.BACKEND_NOT_FOUND;
import static io.aigw.resolve.Problem.Reason.INVALID_KIND;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.compile.RuleAction.Destination;
import io.aigw.resolve.BackendTarget;
import io.aigw.resolve.Grants;
import io.aigw.resolve.HeaderNames;
import io.aigw.resolve.PoolTarget;
import io.aigw.resolve.Problem;
import io.aigw.resource.Lookup;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles the backend references of one route's rules. */
final class DestinationCompiler {

  private final AiGatewayRoute route;
  private final Lookup objects;
  private final Targets targets;
  private final boolean inferenceExtension;
  private final RouteFindings findings;

  /** The backends and pools that the route leads to. */
  final Set<ObjectKey> destinations = new LinkedHashSet<>();

  /** The pools that it refers to. */
  final Set<ObjectKey> pools = new LinkedHashSet<>();

  DestinationCompiler(
      AiGatewayRoute route,
      Lookup objects,
      Targets targets,
      boolean inferenceExtension,
      RouteFindings findings) {
    this.route = route;
    this.objects = objects;
    this.targets = targets;
    this.inferenceExtension = inferenceExtension;
    this.findings = findings;
  }

  /** What references lead to; null where there is no such object. */
  interface Targets {
    @Nullable BackendTarget backend(ObjectKey key);

    @Nullable PoolTarget pool(ObjectKey key);
  }

  List<Destination> destinations(AiGatewayRoute.Rule rule, String field) {
    List<Destination> compiled = new ArrayList<>();
    for (int i = 0; i < rule.backendRefs().size(); i++) {
      AiGatewayRoute.BackendRef ref = rule.backendRefs().get(i);
      String refField = "%s.backendRefs[%d]".formatted(field, i);
      noteIgnoredFields(ref, refField);
      findings.invalidRules.addAll(
          HeaderNames.problems(ref.headerMutation(), refField + ".headerMutation"));
      Destination destination = destination(ref, refField);
      if (ref.weight() > 0) {
        compiled.add(destination);
      }
    }
    return compiled;
  }

  private void noteIgnoredFields(AiGatewayRoute.BackendRef ref, String field) {
    if (ref.bodyMutation() != null) {
      findings.ignoredFields.add(field + ".bodyMutation");
    }
    if (ref.priority() != 0) {
      findings.ignoredFields.add(field + ".priority");
    }
    if (ref.kind().equals("InferencePool") && ref.modelNameOverride() != null) {
      findings.ignoredFields.add(field + ".modelNameOverride");
    }
  }

  private Destination destination(AiGatewayRoute.BackendRef ref, String field) {
    String namespace = ref.namespace().isEmpty() ? route.metadata().namespace() : ref.namespace();
    return switch (ref.kind()) {
      case "AIServiceBackend" ->
          ref.group().isEmpty() || ref.group().equals(Kind.AI_SERVICE_BACKEND.group())
              ? toBackend(ref, new ObjectKey(Kind.AI_SERVICE_BACKEND, namespace, ref.name()), field)
              : unresolved(ref, new Problem(INVALID_KIND, kindMessage(ref, field)));
      case "InferencePool" ->
          ref.group().isEmpty() || ref.group().equals(Kind.INFERENCE_POOL.group())
              ? toPool(ref, new ObjectKey(Kind.INFERENCE_POOL, namespace, ref.name()), field)
              : unresolved(ref, new Problem(INVALID_KIND, kindMessage(ref, field)));
      default -> unresolved(ref, new Problem(INVALID_KIND, kindMessage(ref, field)));
    };
  }

  private static String kindMessage(AiGatewayRoute.BackendRef ref, String field) {
    return "%s: kind %s of group %s cannot be referred to; use AIServiceBackend (%s) or InferencePool (%s)"
        .formatted(
            field,
            ref.kind(),
            ref.group().isEmpty() ? "\"\"" : ref.group(),
            Kind.AI_SERVICE_BACKEND.group(),
            Kind.INFERENCE_POOL.group());
  }

  private Destination unresolved(AiGatewayRoute.BackendRef ref, Problem problem) {
    findings.references.add(problem);
    return new Destination.Unresolved(ref.weight());
  }

  private Destination toBackend(AiGatewayRoute.BackendRef ref, ObjectKey key, String field) {
    Optional<Problem> refusal = new Grants(objects).refusal(route, key);
    if (refusal.isPresent()) {
      return unresolved(
          ref, new Problem(refusal.get().reason(), field + ": " + refusal.get().message()));
    }
    BackendTarget backend = targets.backend(key);
    if (backend == null) {
      return unresolved(
          ref,
          new Problem(
              BACKEND_NOT_FOUND,
              "%s: %s does not exist; create it or correct the reference".formatted(field, key)));
    }
    if (backend.problem().isPresent()) {
      return unresolved(ref, notServed(field, key, backend.problem().get()));
    }
    destinations.add(key);
    return new Destination.ToCluster(
        ref.weight(),
        backend.cluster(),
        Optional.ofNullable(ref.modelNameOverride()).filter(name -> !name.isEmpty()),
        HeaderMutations.edits(backend.headerMutation(), ref.headerMutation()));
  }

  private Destination toPool(AiGatewayRoute.BackendRef ref, ObjectKey key, String field) {
    if (!inferenceExtension) {
      return unresolved(
          ref,
          new Problem(
              INVALID_KIND,
              "%s: InferencePool references are switched off; start the controller with --enableInferenceExtension=true"
                  .formatted(field)));
    }
    if (!key.namespace().equals(route.metadata().namespace())) {
      return unresolved(
          ref,
          new Problem(
              Problem.Reason.REF_NOT_PERMITTED,
              "%s: %s is in another namespace, which is not supported for InferencePools"
                  .formatted(field, key)));
    }
    PoolTarget pool = targets.pool(key);
    if (pool == null) {
      return unresolved(
          ref,
          new Problem(
              BACKEND_NOT_FOUND,
              objects.isMissing(Kind.INFERENCE_POOL)
                  ? "%s: %s: the kind InferencePool is not installed; apply the inference extension's CRDs"
                      .formatted(field, key)
                  : "%s: %s does not exist".formatted(field, key)));
    }
    pools.add(key);
    if (pool.problem().isPresent()) {
      return unresolved(ref, notServed(field, key, pool.problem().get()));
    }
    destinations.add(key);
    return new Destination.ToPool(
        ref.weight(), pool, HeaderMutations.edits(ref.headerMutation(), null));
  }

  private static Problem notServed(String field, ObjectKey key, Problem problem) {
    return new Problem(
        problem.reason(), "%s: %s is not served: %s".formatted(field, key, problem.message()));
  }
}
