package io.aigw.compile;

import static io.aigw.resolve.Problem.Reason.BACKEND_NOT_FOUND;
import static io.aigw.resolve.Problem.Reason.INVALID_KIND;

import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.resolve.BackendTarget;
import io.aigw.resolve.Grants;
import io.aigw.resolve.PoolTarget;
import io.aigw.resolve.Problem;
import io.aigw.resolve.Upstream;
import io.aigw.resource.Lookup;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows the backend references of one route; those that lead nowhere are among its findings. */
final class Referrals {

  private final ApiObject route;
  private final Lookup objects;
  private final Targets targets;
  private final boolean inferenceExtension;
  private final RouteFindings findings;

  /** What the route leads to. */
  final Set<Upstream> upstreams = new LinkedHashSet<>();

  /** The pools that it refers to. */
  final Set<ObjectKey> pools = new LinkedHashSet<>();

  Referrals(
      ApiObject route,
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

    BackendTarget service(Upstream service);

    /** Whether an AIServiceBackend or a pool, which is there, has an endpoint. */
    boolean hasEndpoints(ObjectKey key);
  }

  /** The namespace that a reference means. */
  String namespace(String written) {
    return written.isEmpty() ? route.metadata().namespace() : written;
  }

  /** An AIServiceBackend; null where it cannot be served. */
  @Nullable BackendTarget backend(ObjectKey key, String field) {
    return isRefused(key, field)
        ? null
        : served(Upstream.of(key), Optional.ofNullable(targets.backend(key)), field);
  }

  /** A port of a Service; null where it cannot be served. */
  @Nullable BackendTarget service(Upstream service, String field) {
    return isRefused(service.object(), field)
        ? null
        : served(service, Optional.of(targets.service(service)), field);
  }

  private @Nullable BackendTarget served(
      Upstream upstream, Optional<BackendTarget> found, String field) {
    if (found.isEmpty()) {
      unresolved(
          new Problem(
              BACKEND_NOT_FOUND,
              "%s: %s does not exist; create it or correct the reference"
                  .formatted(field, upstream.object())));
      return null;
    }
    if (found.get().problem().isPresent()) {
      unresolved(notServed(field, upstream.object(), found.get().problem().get()));
      return null;
    }
    upstreams.add(upstream);
    return found.get();
  }

  /** A pool; null where it cannot be served. */
  @Nullable PoolTarget pool(ObjectKey key, String field) {
    if (!inferenceExtension) {
      unresolved(
          new Problem(
              INVALID_KIND,
              "%s: InferencePool references are switched off; start the controller with --enableInferenceExtension=true"
                  .formatted(field)));
      return null;
    }
    if (isRefused(key, field)) {
      return null;
    }
    PoolTarget pool = targets.pool(key);
    if (pool == null) {
      unresolved(
          new Problem(
              BACKEND_NOT_FOUND,
              objects.isMissing(key.kind())
                  ? "%s: %s: the kind InferencePool is not installed; apply the inference extension's CRDs"
                      .formatted(field, key)
                  : "%s: %s does not exist".formatted(field, key)));
      return null;
    }
    pools.add(key);
    if (pool.problem().isPresent()) {
      unresolved(notServed(field, key, pool.problem().get()));
      return null;
    }
    upstreams.add(Upstream.of(key));
    return pool;
  }

  /** Whether a backend or a pool that can be served has an endpoint. */
  boolean hasEndpoints(ObjectKey key) {
    return targets.hasEndpoints(key);
  }

  private boolean isRefused(ObjectKey key, String field) {
    Optional<Problem> refusal = new Grants(objects).refusal(route, key);
    refusal.ifPresent(
        problem -> unresolved(new Problem(problem.reason(), field + ": " + problem.message())));
    return refusal.isPresent();
  }

  /**
   * A reference names a kind that a route of this kind cannot lead to.
   *
   * @param instead what it can lead to beside pools
   */
  void unknownKind(String group, String kind, String instead, String field) {
    unresolved(
        new Problem(
            INVALID_KIND,
            "%s: kind %s of group %s cannot be referred to; use %s or InferencePool (%s, %s)"
                .formatted(
                    field,
                    kind,
                    group.isEmpty() ? "\"\"" : group,
                    instead,
                    Kind.INFERENCE_POOL.group(),
                    Kind.ALPHA_INFERENCE_POOL.group())));
  }

  /** A reference leads nowhere. */
  void unresolved(Problem problem) {
    findings.references.add(problem);
  }

  private static Problem notServed(String field, ObjectKey key, Problem problem) {
    return new Problem(
        problem.reason(), "%s: %s is not served: %s".formatted(field, key, problem.message()));
  }
}
