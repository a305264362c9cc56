package io.aigw.resolve;

import static io.aigw.resolve.Problem.Reason.INVALID_KIND;
import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_PROTOCOL;
import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_VALUE;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.ApiSchema;
import io.aigw.api.Backend;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.ir.Credential;
import io.aigw.resource.Lookup;
import io.aigw.resource.ResourceSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The resolution of one AIServiceBackend. */
final class BackendResolution {

  /** For what is said of a backend by itself. */
  private static final Policies NO_POLICIES =
      new Policies() {
        @Override
        public ResolvedCredential.Attached credential(ObjectKey policy) {
          throw new IllegalStateException("there is no " + policy);
        }

        @Override
        public ResolvedTlsPolicy.Attached tls(ObjectKey policy) {
          throw new IllegalStateException("there is no " + policy);
        }
      };

  private final AiServiceBackend backend;
  private final AiServiceBackend.Spec spec;
  private final Lookup objects;
  private final Policies policies;

  private final List<Problem> acceptance = new ArrayList<>();
  private final List<Problem> references = new ArrayList<>();
  private final List<String> ignoredFields = new ArrayList<>();
  private final AddressResolution addresses;
  private Optional<Credential> credential = Optional.empty();

  /** What the addresses are from, where that may have a newer version. */
  private @Nullable ObjectKey source;

  BackendResolution(
      AiServiceBackend backend, Lookup objects, Policies policies, boolean localBackends) {
    this.backend = backend;
    this.spec = backend.spec();
    this.objects = objects;
    this.policies = policies;
    this.addresses = new AddressResolution(objects, policies, localBackends);
  }

  ResolvedBackend result() {
    checkSchema();
    checkHeaders();
    noteIgnoredFields();
    resolveReference();
    resolveCredential();
    boolean served = acceptance.isEmpty() && references.isEmpty();
    noteNewerVersion();
    return new ResolvedBackend(
        backend,
        served
            ? Optional.of(addresses.cluster(ResolvedBackend.clusterName(backend.key()), credential))
            : Optional.empty(),
        addresses.port,
        acceptance,
        references,
        ignoredFields,
        addresses.tlsPolicies);
  }

  /** See {@link Resolver#mistakes}. */
  static List<Problem> mistakes(AiServiceBackend backend) {
    if (backend.spec().backendSecurityPolicyRef() != null) {
      return List.of();
    }
    BackendResolution resolution =
        new BackendResolution(backend, ResourceSet.empty(), NO_POLICIES, false);
    resolution.checkSchema();
    resolution.checkHeaders();
    return resolution.acceptance;
  }

  /** See {@link Resolver#mistakes(Backend)}. */
  static List<Problem> mistakes(Backend backend, boolean localBackends) {
    if (backend.spec().tls() != null) {
      return List.of();
    }
    AddressResolution resolution =
        new AddressResolution(ResourceSet.empty(), NO_POLICIES, localBackends);
    resolution.addEndpoints(backend);
    return resolution.problems;
  }

  /** What is served is what the addresses' source said before its newest version. */
  private void noteNewerVersion() {
    if (source != null) {
      objects
          .withheld(source)
          .ifPresent(
              newer ->
                  references.add(
                      new Problem(
                          UNSUPPORTED_VALUE,
                          "%s; the version before stays in effect until this is repaired"
                              .formatted(newer.message()))));
    }
  }

  private void checkHeaders() {
    HeaderNames.problems(spec.headerMutation(), "spec.headerMutation").forEach(acceptance::add);
  }

  private void checkSchema() {
    ApiSchema schema = spec.schema();
    if (!schema.name().equals("OpenAI")) {
      acceptance.add(
          new Problem(
              UNSUPPORTED_PROTOCOL,
              "spec.schema.name %s: translation to this dialect is not supported yet; its requests get an error"
                  .formatted(schema.name())));
      return;
    }
    for (String prefix : new String[] {schema.prefix(), schema.version()}) {
      if (prefix != null && !prefix.isEmpty() && !prefix.replaceAll("^/|/$", "").equals("v1")) {
        acceptance.add(
            new Problem(
                UNSUPPORTED_PROTOCOL,
                "spec.schema: a path prefix other than v1 (%s) is not supported yet"
                    .formatted(prefix)));
      }
    }
  }

  private void resolveCredential() {
    CredentialAttachment attached =
        CredentialAttachment.of(backend.key(), spec.backendSecurityPolicyRef(), objects, policies);
    credential = attached.credential();
    references.addAll(attached.problems());
  }

  private void noteIgnoredFields() {
    if (spec.bodyMutation() != null) {
      ignoredFields.add("spec.bodyMutation");
    }
    if (spec.timeouts() != null) {
      ignoredFields.add("spec.timeouts");
    }
  }

  private void resolveReference() {
    AiServiceBackend.BackendObjectRef ref = spec.backendRef();
    Optional<Kind> kind =
        Kind.named(ref.group(), ref.kind())
            .filter(named -> named == Kind.SERVICE || named == Kind.BACKEND);
    if (kind.isEmpty()) {
      references.add(
          new Problem(
              INVALID_KIND,
              "spec.backendRef: kind %s of group %s is none that carries addresses; use a Service or a gateway.envoyproxy.io Backend"
                  .formatted(ref.kind(), ref.group().isEmpty() ? "\"\" (core)" : ref.group())));
      return;
    }
    String namespace = ref.namespace().isEmpty() ? backend.metadata().namespace() : ref.namespace();
    ObjectKey key = new ObjectKey(kind.get(), namespace, ref.name());
    Optional<Problem> refusal = new Grants(objects).refusal(backend, key);
    if (refusal.isPresent()) {
      references.add(refusal.get());
      return;
    }
    if (kind.get() == Kind.SERVICE) {
      addresses.resolveService(key, ref.port(), "spec.backendRef.port");
    } else {
      source = objects.get(Backend.class, key).isPresent() ? key : null;
      addresses.resolveBackend(key);
    }
    references.addAll(addresses.problems);
    ignoredFields.addAll(addresses.ignoredFields);
  }
}
