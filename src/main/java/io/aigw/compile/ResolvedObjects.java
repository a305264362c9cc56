package io.aigw.compile;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.BackendSecurityPolicy;
import io.aigw.api.BackendTlsPolicy;
import io.aigw.api.Gateway;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Pool;
import io.aigw.api.SecretRef;
import io.aigw.compile.Filing.SecretUse;
import io.aigw.compile.Filing.Use;
import io.aigw.incremental.Memo;
import io.aigw.incremental.Reads;
import io.aigw.ir.Cluster;
import io.aigw.ir.Secret;
import io.aigw.resolve.BackendTarget;
import io.aigw.resolve.Policies;
import io.aigw.resolve.PolicyUses;
import io.aigw.resolve.PoolTarget;
import io.aigw.resolve.ResolvedBackend;
import io.aigw.resolve.ResolvedCredential;
import io.aigw.resolve.ResolvedPool;
import io.aigw.resolve.ResolvedService;
import io.aigw.resolve.ResolvedTlsPolicy;
import io.aigw.resolve.Resolver;
import io.aigw.resolve.Upstream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What references lead to: the first stages of the {@link Pipeline}, each a function of the objects
 * and of those above it.
 */
final class ResolvedObjects {

  private final Inputs inputs;
  private final Resolver resolver;

  final Memo<ObjectKey, ResolvedCredential> credentials = new Memo<>(this::credential);
  final Memo<ObjectKey, ResolvedCredential.Attached> attachedCredentials =
      new Memo<>((key, reads) -> reads.require(credentials, key).attached());
  final Memo<ObjectKey, ResolvedTlsPolicy> tlsPolicies = new Memo<>(this::tlsPolicy);
  final Memo<ObjectKey, ResolvedTlsPolicy.Attached> attachedTlsPolicies =
      new Memo<>((key, reads) -> reads.require(tlsPolicies, key).attached());
  final Memo<ObjectKey, ResolvedBackend> backends = new Memo<>(this::backend);
  final Memo<ObjectKey, BackendTarget> backendTargets = new Memo<>(this::backendTarget);
  final Memo<ObjectKey, ResolvedPool> pools = new Memo<>(this::pool);
  final Memo<ObjectKey, PoolTarget> poolTargets = new Memo<>(this::poolTarget);
  final Memo<ObjectKey, Boolean> withEndpoints = new Memo<>(this::hasEndpoints);

  ResolvedObjects(Inputs inputs, Resolver resolver) {
    this.inputs = inputs;
    this.resolver = resolver;
  }

  /** In the order in which they are to be refreshed. */
  List<Memo<?, ?>> stages() {
    return List.of(
        credentials,
        attachedCredentials,
        tlsPolicies,
        attachedTlsPolicies,
        backends,
        backendTargets,
        pools,
        poolTargets,
        withEndpoints);
  }

  /** What routes may lead to. */
  Referrals.Targets targets(Reads reads) {
    return new Referrals.Targets() {
      @Override
      public @Nullable BackendTarget backend(ObjectKey backend) {
        return reads.get(backendTargets, backend);
      }

      @Override
      public @Nullable PoolTarget pool(ObjectKey pool) {
        return reads.get(poolTargets, pool);
      }

      @Override
      public BackendTarget service(Upstream service) {
        return resolver.serviceTarget(service, inputs.of(reads), policies(reads));
      }

      @Override
      public boolean hasEndpoints(ObjectKey key) {
        return reads.require(withEndpoints, key);
      }
    };
  }

  /** The clusters that a use needs. */
  List<Cluster> clusters(Use use, Reads reads) {
    ObjectKey object = use.upstream().object();
    return switch (object.kind()) {
      case INFERENCE_POOL, ALPHA_INFERENCE_POOL ->
          Optional.ofNullable(reads.get(pools, object))
              .map(ResolvedPool::clusters)
              .orElse(List.of());
      case SERVICE -> service(use.upstream(), reads).cluster().stream().toList();
      default ->
          Optional.ofNullable(reads.get(backends, object))
              .flatMap(ResolvedBackend::cluster)
              .stream()
              .toList();
    };
  }

  /** What becomes of the TLS policies of a use; null where there is nothing. */
  @Nullable PolicyUses tlsUse(Use use, Reads reads) {
    ObjectKey object = use.upstream().object();
    return switch (object.kind()) {
      case INFERENCE_POOL, ALPHA_INFERENCE_POOL -> {
        ResolvedPool pool = reads.get(pools, object);
        yield pool == null ? null : pool.tlsPolicies();
      }
      case SERVICE -> service(use.upstream(), reads).tlsPolicies();
      default -> {
        ResolvedBackend backend = reads.get(backends, object);
        yield backend == null ? null : backend.tlsPolicies();
      }
    };
  }

  /** What is delivered by itself; null where it is gone. */
  @Nullable Secret secret(SecretUse use, Reads reads) {
    ObjectKey source = use.name().source();
    return switch (use.name().use()) {
      case CREDENTIAL -> reads.require(credentials, source).value().orElse(null);
      case AUTHORITIES -> reads.require(tlsPolicies, source).authorities().orElse(null);
      case CERTIFICATE -> resolver.certificate(source, inputs.of(reads)).certificate().orElse(null);
    };
  }

  /** The certificate that a Gateway's listener names. */
  Resolver.ReferredCertificate certificate(Gateway gateway, SecretRef ref, Reads reads) {
    return resolver.certificate(gateway, ref, inputs.of(reads));
  }

  private ResolvedCredential credential(ObjectKey key, Reads reads) {
    return resolver.resolve(
        inputs.object(BackendSecurityPolicy.class, key, reads), inputs.of(reads));
  }

  private ResolvedTlsPolicy tlsPolicy(ObjectKey key, Reads reads) {
    return resolver.resolve(inputs.object(BackendTlsPolicy.class, key, reads), inputs.of(reads));
  }

  private Policies policies(Reads reads) {
    return new Policies() {
      @Override
      public ResolvedCredential.Attached credential(ObjectKey policy) {
        return reads.require(attachedCredentials, policy);
      }

      @Override
      public ResolvedTlsPolicy.Attached tls(ObjectKey policy) {
        return reads.require(attachedTlsPolicies, policy);
      }
    };
  }

  private ResolvedBackend backend(ObjectKey key, Reads reads) {
    return resolver.resolve(
        inputs.object(AiServiceBackend.class, key, reads), inputs.of(reads), policies(reads));
  }

  private BackendTarget backendTarget(ObjectKey key, Reads reads) {
    return reads.require(backends, key).target();
  }

  private ResolvedPool pool(ObjectKey key, Reads reads) {
    return resolver.resolve(
        inputs.object(Pool.class, key, reads),
        inputs.of(reads),
        policies(reads),
        backend -> reads.require(backends, backend));
  }

  private PoolTarget poolTarget(ObjectKey key, Reads reads) {
    return reads.require(pools, key).target();
  }

  private boolean hasEndpoints(ObjectKey key, Reads reads) {
    return key.kind() == Kind.AI_SERVICE_BACKEND
        ? reads
            .require(backends, key)
            .cluster()
            .filter(cluster -> !cluster.endpoints().isEmpty())
            .isPresent()
        : reads.require(pools, key).hasEndpoints();
  }

  private ResolvedService service(Upstream upstream, Reads reads) {
    return resolver.service(upstream, inputs.of(reads), policies(reads));
  }
}
