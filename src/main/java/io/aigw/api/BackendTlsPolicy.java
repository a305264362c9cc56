package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.map;
import static io.aigw.api.Defaults.or;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gateway API's BackendTLSPolicy: which backends are spoken to over TLS only, and whom to trust.
 */
public record BackendTlsPolicy(Metadata metadata, Spec spec) implements ApiObject {

  public record Spec(
      List<TargetRef> targetRefs, Validation validation, Map<String, String> options) {
    public Spec(
        @Nullable List<TargetRef> targetRefs,
        @Nullable Validation validation,
        @Nullable Map<String, String> options) {
      this.targetRefs = list(targetRefs);
      this.validation = or(validation, new Validation(null, null, null, null));
      this.options = map(options);
    }
  }

  /**
   * A Service or Backend.
   *
   * @param sectionName the name of a Service's port; empty: all of them
   */
  public record TargetRef(String group, String kind, String name, String sectionName) {
    public TargetRef(
        @Nullable String group,
        @Nullable String kind,
        @Nullable String name,
        @Nullable String sectionName) {
      this.group = or(group, "");
      this.kind = or(kind, "");
      this.name = or(name, "");
      this.sectionName = or(sectionName, "");
    }
  }

  /**
   * Whom the backend's certificate must be by and for.
   *
   * @param caCertificateRefs bundles in the policy's namespace
   * @param wellKnownCACertificates {@code System}, or empty
   * @param hostname what is asked for (SNI), and what the certificate is for unless {@code
   *     subjectAltNames} say otherwise
   * @param subjectAltNames the certificate must be for one of them
   */
  public record Validation(
      List<CaRef> caCertificateRefs,
      String wellKnownCACertificates,
      String hostname,
      List<SubjectAltName> subjectAltNames) {
    public Validation(
        @Nullable List<CaRef> caCertificateRefs,
        @Nullable String wellKnownCACertificates,
        @Nullable String hostname,
        @Nullable List<SubjectAltName> subjectAltNames) {
      this.caCertificateRefs = list(caCertificateRefs);
      this.wellKnownCACertificates = or(wellKnownCACertificates, "");
      this.hostname = or(hostname, "");
      this.subjectAltNames = list(subjectAltNames);
    }
  }

  public record CaRef(String group, String kind, String name) {
    public CaRef(@Nullable String group, @Nullable String kind, @Nullable String name) {
      this.group = or(group, "");
      this.kind = or(kind, "");
      this.name = or(name, "");
    }
  }

  /**
   * A name.
   *
   * @param type {@code Hostname} or {@code URI}
   */
  public record SubjectAltName(String type, String hostname, String uri) {
    public SubjectAltName(@Nullable String type, @Nullable String hostname, @Nullable String uri) {
      this.type = or(type, "");
      this.hostname = or(hostname, "");
      this.uri = or(uri, "");
    }
  }

  @Override
  public Kind kind() {
    return Kind.BACKEND_TLS_POLICY;
  }
}
