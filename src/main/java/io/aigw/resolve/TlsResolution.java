package io.aigw.resolve;

import static io.aigw.resolve.Problem.Reason.INVALID;
import static io.aigw.resolve.Problem.Reason.INVALID_CA_CERTIFICATE_REF;
import static io.aigw.resolve.Problem.Reason.INVALID_KIND;
import static io.aigw.resolve.Problem.Reason.NO_VALID_CA_CERTIFICATE;

import io.aigw.api.BackendTlsPolicy;
import io.aigw.api.BackendTlsPolicy.CaRef;
import io.aigw.api.BackendTlsPolicy.SubjectAltName;
import io.aigw.api.ConfigMap;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.ir.Secret;
import io.aigw.ir.UpstreamTls;
import io.aigw.resource.Lookup;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The resolution of one BackendTLSPolicy.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/api-types/backendtlspolicy/">BackendTLSPolicy</a>
 */
final class TlsResolution {

  private final BackendTlsPolicy policy;
  private final BackendTlsPolicy.Validation validation;
  private final Lookup objects;
  private final List<Problem> acceptance = new ArrayList<>();
  private final List<Problem> references = new ArrayList<>();

  TlsResolution(BackendTlsPolicy policy, Lookup objects) {
    this.policy = policy;
    this.validation = policy.spec().validation();
    this.objects = objects;
  }

  ResolvedTlsPolicy result() {
    String hostname = validation.hostname().toLowerCase(Locale.ROOT);
    if (!DnsName.isValid(hostname)) {
      acceptance.add(
          new Problem(
              INVALID, "spec.validation.hostname: '%s' is no DNS name".formatted(hostname)));
    }
    List<UpstreamTls.Name> names = names(hostname);
    String bundle = bundle();
    if (acceptance.isEmpty() && !isSystem() && bundle.isEmpty()) {
      acceptance.add(
          new Problem(
              NO_VALID_CA_CERTIFICATE,
              "no certificate of an authority is there; backends are not spoken to"));
    }
    boolean usable = acceptance.isEmpty();
    Optional<String> name =
        isSystem()
            ? Optional.empty()
            : Optional.of(new SecretName(SecretName.Use.AUTHORITIES, policy.key()).toString());
    return new ResolvedTlsPolicy(
        policy,
        usable ? Optional.of(new UpstreamTls.Verified(hostname, name, names)) : Optional.empty(),
        usable && !isSystem() ? Optional.of(new Secret.Authorities(bundle)) : Optional.empty(),
        acceptance,
        references);
  }

  private boolean isSystem() {
    return validation.wellKnownCACertificates().equals("System");
  }

  /** Where the policy lists names, the hostname is only what is asked for. */
  private List<UpstreamTls.Name> names(String hostname) {
    List<UpstreamTls.Name> names = new ArrayList<>();
    for (SubjectAltName name : validation.subjectAltNames()) {
      String host = name.hostname().toLowerCase(Locale.ROOT);
      if (name.type().equals("Hostname") && DnsName.isValid(host.replaceFirst("^\\*\\.", ""))) {
        names.add(new UpstreamTls.Name.Host(host));
      } else if (name.type().equals("URI") && !name.uri().isEmpty()) {
        names.add(new UpstreamTls.Name.Uri(name.uri()));
      } else {
        acceptance.add(
            new Problem(
                INVALID,
                "spec.validation.subjectAltNames: an entry of type '%s' has no such name"
                    .formatted(name.type())));
      }
    }
    return validation.subjectAltNames().isEmpty()
        ? List.of(new UpstreamTls.Name.Host(hostname))
        : names;
  }

  /** All certificates that can be read, in PEM. */
  private String bundle() {
    String wellKnown = validation.wellKnownCACertificates();
    if (validation.caCertificateRefs().isEmpty()) {
      if (!isSystem()) {
        acceptance.add(
            new Problem(
                INVALID,
                wellKnown.isEmpty()
                    ? "spec.validation names no authority; name caCertificateRefs or wellKnownCACertificates"
                    : "spec.validation.wellKnownCACertificates: %s is not known; use System"
                        .formatted(wellKnown)));
      }
    } else if (!wellKnown.isEmpty()) {
      acceptance.add(
          new Problem(
              INVALID,
              "spec.validation has caCertificateRefs and wellKnownCACertificates; only one may be set"));
    }
    StringBuilder bundle = new StringBuilder();
    for (CaRef ref : validation.caCertificateRefs()) {
      bundle.append(certificates(ref));
    }
    return bundle.toString();
  }

  private String certificates(CaRef ref) {
    if (!ref.group().isEmpty() || !ref.kind().equals(Kind.CONFIG_MAP.kindName())) {
      references.add(
          new Problem(
              INVALID_KIND,
              "spec.validation.caCertificateRefs: %s of group %s is no ConfigMap"
                  .formatted(ref.kind(), ref.group().isEmpty() ? "\"\" (core)" : ref.group())));
      return "";
    }
    ObjectKey key = new ObjectKey(Kind.CONFIG_MAP, policy.metadata().namespace(), ref.name());
    Optional<ConfigMap> map = objects.get(ConfigMap.class, key);
    if (map.isEmpty()) {
      references.add(new Problem(INVALID_CA_CERTIFICATE_REF, key + " does not exist"));
      return "";
    }
    String text = map.get().data().getOrDefault(ConfigMap.AUTHORITIES, "");
    try {
      List<X509Certificate> certificates = Pem.certificates(text);
      if (!certificates.isEmpty()) {
        return Pem.text(certificates);
      }
    } catch (CertificateException e) {
      // told below
    }
    references.add(
        new Problem(
            INVALID_CA_CERTIFICATE_REF,
            "%s has no certificates in PEM under the key %s"
                .formatted(key, ConfigMap.AUTHORITIES)));
    return "";
  }
}
