package io.aigw.resolve;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.InferencePool;
import io.aigw.api.ObjectKey;
import io.aigw.resource.Lookup;
import java.util.List;
import java.util.function.Function;

/**
 * Says what backends and pools stand for. What needs a feature that is not there (TLS, a
 * credential, another dialect) is a problem of the backend, and no cluster: nothing is ever spoken
 * to in a weaker way than its owner asked for.
 *
 * <p>Answers depend on what is looked up alone. Threadsafe.
 */
public final class Resolver {

  private final boolean localBackends;

  /**
   * A resolver.
   *
   * @param localBackends whether loopback and link-local addresses may be backends
   */
  public Resolver(boolean localBackends) {
    this.localBackends = localBackends;
  }

  /**
   * What is wrong with a backend by itself; nothing where it asks for a credential, since an older
   * version that does not may not stand in for it.
   */
  public static List<Problem> mistakes(AiServiceBackend backend) {
    return BackendResolution.mistakes(backend);
  }

  public ResolvedBackend resolve(AiServiceBackend backend, Lookup objects) {
    return new BackendResolution(backend, objects, localBackends).result();
  }

  /**
   * What a pool stands for.
   *
   * @param backends what is known of a backend that there is
   */
  public ResolvedPool resolve(
      InferencePool pool, Lookup objects, Function<ObjectKey, ResolvedBackend> backends) {
    return new PoolResolution(pool, objects, backends).result();
  }
}
