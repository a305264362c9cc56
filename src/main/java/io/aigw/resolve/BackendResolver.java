package io.aigw.resolve;

import static io.aigw.resolve.Problem.Reason.BACKEND_NOT_FOUND;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.ApiObject;
import io.aigw.api.ObjectKey;
import io.aigw.resource.ResourceSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Resolves AIServiceBackends to endpoints. What needs a feature that is not there (TLS, a
 * credential, another dialect) is a problem of the backend, and no cluster: nothing is ever spoken
 * to in a weaker way than its owner asked for.
 *
 * <p>Serves one round; not threadsafe.
 */
public final class BackendResolver {

  private final ResourceSet resources;
  private final boolean localBackends;
  private final Grants grants;
  private final Policies policies;
  private final Map<ObjectKey, ResolvedBackend> resolved = new HashMap<>();

  /**
   * A resolver over one round's objects.
   *
   * @param localBackends whether loopback and link-local addresses may be backends
   */
  public BackendResolver(ResourceSet resources, boolean localBackends) {
    this.resources = resources;
    this.localBackends = localBackends;
    this.grants = new Grants(resources);
    this.policies = new Policies(resources);
  }

  /** What came of a reference. */
  public sealed interface Outcome {
    record Found(ResolvedBackend backend) implements Outcome {}

    record Missing(Problem problem) implements Outcome {}
  }

  /** The backend that {@code from} refers to, or why there is none. */
  public Outcome resolve(ApiObject from, ObjectKey key) {
    Optional<Problem> refusal = grants.refusal(from, key);
    if (refusal.isPresent()) {
      return new Outcome.Missing(refusal.get());
    }
    return resources
        .get(AiServiceBackend.class, key)
        .<Outcome>map(backend -> new Outcome.Found(resolve(backend)))
        .orElseGet(
            () ->
                new Outcome.Missing(
                    new Problem(
                        BACKEND_NOT_FOUND,
                        key + " does not exist; create it or correct the reference")));
  }

  /** What a backend stands for; computed once per round. */
  public ResolvedBackend resolve(AiServiceBackend backend) {
    ResolvedBackend known = resolved.get(backend.key());
    if (known != null) {
      return known;
    }
    ResolvedBackend result =
        new BackendResolution(backend, resources, grants, policies, localBackends).result();
    resolved.put(backend.key(), result);
    return result;
  }

  /** The names of the policies that attach a credential to a pool. */
  List<String> credentials(ObjectKey pool) {
    return policies.credentials(pool);
  }
}
