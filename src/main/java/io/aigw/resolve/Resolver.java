package io.aigw.resolve;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.Backend;
import io.aigw.api.BackendSecurityPolicy;
import io.aigw.api.BackendTlsPolicy;
import io.aigw.api.Gateway;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Pool;
import io.aigw.api.SecretRef;
import io.aigw.resource.Lookup;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says what backends, pools and their policies stand for. Where something is needed that is not
 * there (a credential, an authority, another dialect), that is a problem of the backend, and no
 * cluster: nothing is ever spoken to in a weaker way than its owner asked for.
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

  /**
   * What is wrong with a Backend by itself; nothing where it asks for TLS, since an older version
   * that does not may not stand in for it.
   */
  public List<Problem> mistakes(Backend backend) {
    return BackendResolution.mistakes(backend, localBackends);
  }

  public ResolvedBackend resolve(AiServiceBackend backend, Lookup objects, Policies policies) {
    return new BackendResolution(backend, objects, policies, localBackends).result();
  }

  /**
   * What a pool stands for.
   *
   * @param backends what is known of a backend that there is
   */
  public ResolvedPool resolve(
      Pool pool, Lookup objects, Policies policies, Function<ObjectKey, ResolvedBackend> backends) {
    return new PoolResolution(pool, objects, policies, backends, localBackends).result();
  }

  /**
   * What a pool is to its own endpoint picker: by the standard its ready Pods, and the models that
   * InferenceModels say it serves.
   */
  public PickedPool picked(Pool pool, Lookup objects) {
    return PoolResolution.picked(pool, objects, localBackends);
  }

  /** What a port of a Service stands for. */
  public ResolvedService service(Upstream service, Lookup objects, Policies policies) {
    AddressResolution addresses = new AddressResolution(objects, policies, localBackends);
    addresses.resolveService(service.object(), service.port(), "port");
    return new ResolvedService(
        addresses.problems.isEmpty()
            ? Optional.of(addresses.cluster(ResolvedService.clusterName(service), Optional.empty()))
            : Optional.empty(),
        addresses.tlsPolicies);
  }

  /** What a route needs to know of a port of a Service, which its addresses are not. */
  public BackendTarget serviceTarget(Upstream service, Lookup objects, Policies policies) {
    AddressResolution addresses = new AddressResolution(objects, policies, localBackends);
    addresses
        .describeService(service.object(), service.port(), "port")
        .ifPresent(port -> addresses.checkTrust(service.object(), port));
    return new BackendTarget(
        addresses.problems.stream().findFirst(), ResolvedService.clusterName(service), null);
  }

  public ResolvedCredential resolve(BackendSecurityPolicy policy, Lookup objects) {
    return new CredentialResolution(policy, objects).result();
  }

  /** What a Secret gives that a listener's reference leads to; whoever refers to it. */
  public ResolvedCertificate certificate(ObjectKey secret, Lookup objects) {
    return CertificateResolution.of(secret, objects);
  }

  /**
   * The certificate that a Gateway refers to.
   *
   * @return the Secret's key and what it gives, or the problem with the reference
   */
  public ReferredCertificate certificate(Gateway gateway, SecretRef ref, Lookup objects) {
    String namespace = ref.namespace().isEmpty() ? gateway.metadata().namespace() : ref.namespace();
    ObjectKey key = new ObjectKey(Kind.SECRET, namespace, ref.name());
    if (!ref.group().isEmpty() || !ref.kind().equals(Kind.SECRET.kindName())) {
      return new ReferredCertificate(
          key, ResolvedCertificate.broken("%s is no Secret".formatted(ref.kind())));
    }
    return new ReferredCertificate(
        key,
        new Grants(objects)
            .refusal(gateway, key)
            .map(ResolvedCertificate::broken)
            .orElseGet(() -> certificate(key, objects)));
  }

  /** A reference to a certificate, and what it leads to. */
  public record ReferredCertificate(ObjectKey secret, ResolvedCertificate certificate) {}

  public ResolvedTlsPolicy resolve(BackendTlsPolicy policy, Lookup objects) {
    return new TlsResolution(policy, objects).result();
  }
}
