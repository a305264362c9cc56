package io.aigw.resolve;

import static io.aigw.resolve.Problem.Reason.BACKEND_NOT_FOUND;
import static io.aigw.resolve.Problem.Reason.INVALID_KIND;
import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_PROTOCOL;
import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_VALUE;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.ApiObject;
import io.aigw.api.ApiSchema;
import io.aigw.api.Backend;
import io.aigw.api.BackendTlsPolicy;
import io.aigw.api.EndpointSlice;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Service;
import io.aigw.ir.Cluster;
import io.aigw.ir.Credential;
import io.aigw.ir.Endpoint;
import io.aigw.ir.UpstreamTls;
import io.aigw.resource.Lookup;
import io.aigw.resource.ResourceSet;
import io.aigw.resource.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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
  private final boolean localBackends;

  private final List<Problem> acceptance = new ArrayList<>();
  private final List<Problem> references = new ArrayList<>();
  private final List<String> ignoredFields = new ArrayList<>();
  private final Set<Endpoint> endpoints = new TreeSet<>();
  private Cluster.Discovery discovery = Cluster.Discovery.ENDPOINTS;
  private Cluster.Protocol protocol = Cluster.Protocol.HTTP1;
  private Optional<UpstreamTls> tls = Optional.empty();
  private Optional<Credential> credential = Optional.empty();
  private PolicyUses tlsPolicies = PolicyUses.NONE;
  private int port;

  /** What the addresses are from. */
  private @Nullable ObjectKey addresses;

  BackendResolution(
      AiServiceBackend backend, Lookup objects, Policies policies, boolean localBackends) {
    this.backend = backend;
    this.spec = backend.spec();
    this.objects = objects;
    this.policies = policies;
    this.localBackends = localBackends;
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
        served ? Optional.of(cluster()) : Optional.empty(),
        port,
        acceptance,
        references,
        ignoredFields,
        tlsPolicies);
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
    AiServiceBackend nobody =
        new AiServiceBackend(
            backend.metadata(), new AiServiceBackend.Spec(null, null, null, null, null, null));
    BackendResolution resolution =
        new BackendResolution(nobody, ResourceSet.empty(), NO_POLICIES, localBackends);
    resolution.addEndpoints(backend);
    return resolution.references;
  }

  /** What is served is what the addresses' source said before its newest version. */
  private void noteNewerVersion() {
    if (addresses != null) {
      objects
          .withheld(addresses)
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

  private Cluster cluster() {
    return new Cluster(
        ResolvedBackend.clusterName(backend.key()),
        discovery,
        protocol,
        tls,
        credential,
        List.copyOf(endpoints));
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
    } else if (kind.get() == Kind.SERVICE) {
      resolveService(key);
    } else {
      resolveBackend(key);
    }
  }

  private void resolveService(ObjectKey key) {
    Optional<Service> service = objects.get(Service.class, key);
    if (service.isEmpty()) {
      references.add(new Problem(BACKEND_NOT_FOUND, key + " does not exist"));
      return;
    }
    if (service.get().spec().type().equals("ExternalName")) {
      references.add(
          new Problem(
              UNSUPPORTED_VALUE,
              key + " is of type ExternalName; use a gateway.envoyproxy.io Backend with the name"));
      return;
    }
    port = spec.backendRef().port();
    Optional<Service.Port> found =
        service.get().spec().ports().stream().filter(p -> p.port() == port).findFirst();
    if (found.isEmpty()) {
      references.add(
          new Problem(
              BACKEND_NOT_FOUND,
              port == 0
                  ? "spec.backendRef.port is missing; name a port of " + key
                  : "%s has no port %d; it has %s".formatted(key, port, ports(service.get()))));
      return;
    }
    Service.Port servicePort = found.get();
    resolveTls(key, servicePort.name());
    if (!servicePort.protocol().equals("TCP")) {
      references.add(
          new Problem(
              UNSUPPORTED_PROTOCOL,
              "port %d of %s is %s, not TCP".formatted(port, key, servicePort.protocol())));
    }
    switch (servicePort.appProtocol()) {
      case "kubernetes.io/h2c" -> protocol = Cluster.Protocol.HTTP2;
      case "https" -> {
        if (tlsPolicies.overruledBy().isEmpty()) {
          references.add(
              new Problem(
                  UNSUPPORTED_PROTOCOL,
                  "port %d of %s speaks https (appProtocol); a BackendTLSPolicy has to say whom to trust"
                      .formatted(port, key)));
        }
      }
      default -> {}
    }
    addReadyAddresses(key, service.get(), servicePort.name());
  }

  /** One address of each endpoint: those of the Service's first IP family. */
  private void addReadyAddresses(ObjectKey key, Service service, String portName) {
    List<String> families = service.spec().ipFamilies();
    for (EndpointSlice slice : objects.about(EndpointSlice.class, Topic.referringTo(key))) {
      if (!families.isEmpty() && !families.getFirst().equals(slice.addressType())) {
        continue;
      }
      for (EndpointSlice.Port slicePort : slice.ports()) {
        if (slicePort.name().equals(portName)) {
          readyAddresses(slice).forEach(address -> addAddress(address, slicePort.port(), slice));
        }
      }
    }
  }

  private static Stream<String> readyAddresses(EndpointSlice slice) {
    return slice.endpoints().stream()
        .filter(endpoint -> endpoint.conditions().ready())
        .flatMap(endpoint -> endpoint.addresses().stream());
  }

  private void resolveBackend(ObjectKey key) {
    Optional<Backend> found = objects.get(Backend.class, key);
    if (found.isEmpty()) {
      references.add(
          new Problem(
              BACKEND_NOT_FOUND,
              objects.isMissing(Kind.BACKEND)
                  ? key + ": the kind Backend of gateway.envoyproxy.io is not installed"
                  : key + " does not exist"));
      return;
    }
    addresses = key;
    resolveTls(key, "");
    if (found.get().spec().tls() != null) {
      references.add(
          new Problem(
              UNSUPPORTED_PROTOCOL,
              key + ": spec.tls is not supported yet; use a BackendTLSPolicy"));
    }
    addEndpoints(found.get());
    List<Integer> ports = endpoints.stream().map(Endpoint::port).distinct().toList();
    port = ports.size() == 1 ? ports.getFirst() : 0;
  }

  private void addEndpoints(Backend from) {
    Backend.Spec target = from.spec();
    if (!target.type().equals("Endpoints")) {
      references.add(
          new Problem(
              UNSUPPORTED_VALUE,
              "%s: spec.type %s is not supported".formatted(from.key(), target.type())));
    }
    target.other().keySet().stream()
        .sorted()
        .forEach(field -> ignoredFields.add("%s spec.%s".formatted(from.key(), field)));
    target.endpoints().forEach(endpoint -> addBackendEndpoint(endpoint, from));
  }

  private void addBackendEndpoint(Backend.Endpoint endpoint, Backend source) {
    if (endpoint.zone() != null) {
      ignoredFields.add(source.key() + " spec.endpoints[].zone");
    }
    if (endpoint.hostname() != null) {
      ignoredFields.add(source.key() + " spec.endpoints[].hostname");
    }
    if (endpoint.ip() != null) {
      addAddress(endpoint.ip().address(), endpoint.ip().port(), source);
    } else if (endpoint.fqdn() != null) {
      discovery = Cluster.Discovery.DNS;
      addName(endpoint.fqdn().hostname(), endpoint.fqdn().port(), source);
    } else {
      references.add(
          new Problem(UNSUPPORTED_VALUE, source.key() + ": an endpoint needs an ip or an fqdn"));
    }
  }

  private void addAddress(String address, int endpointPort, ApiObject source) {
    if (IpAddress.parse(address).isEmpty()) {
      references.add(
          new Problem(
              UNSUPPORTED_VALUE, "%s: %s is no IP address".formatted(source.key(), address)));
      return;
    }
    add(address, endpointPort, source);
  }

  private void addName(String name, int endpointPort, ApiObject source) {
    if (!DnsName.isValid(name)) {
      references.add(
          new Problem(UNSUPPORTED_VALUE, "%s: %s is no DNS name".formatted(source.key(), name)));
      return;
    }
    add(name, endpointPort, source);
  }

  private void add(String host, int endpointPort, ApiObject source) {
    if (!localBackends && LocalAddresses.isLocal(host)) {
      references.add(
          new Problem(
              UNSUPPORTED_VALUE,
              "%s names %s, an address of the machine itself or its metadata service, which may not be a backend"
                  .formatted(source.key(), host)));
    } else if (endpointPort < 1 || endpointPort > 65_535) {
      references.add(
          new Problem(
              UNSUPPORTED_VALUE, "%s: %d is no port".formatted(source.key(), endpointPort)));
    } else {
      endpoints.add(new Endpoint(host, endpointPort));
    }
  }

  /**
   * How TLS is to be spoken with what has the addresses. A policy that cannot be followed is no
   * reason to speak in plain text.
   *
   * @param section the name of a Service's port
   */
  private void resolveTls(ObjectKey key, String section) {
    List<ObjectKey> named =
        TlsAttachment.policies(objects, key, section).stream().map(BackendTlsPolicy::key).toList();
    tlsPolicies = PolicyUses.of(named);
    if (named.isEmpty()) {
      return;
    }
    ObjectKey policy = named.getFirst();
    ResolvedTlsPolicy.Attached attached = policies.tls(policy);
    tls = attached.tls();
    if (!attached.problems().isEmpty()) {
      references.add(
          new Problem(
              attached.problems().getFirst().reason(),
              "%s asks for TLS to %s, which is not spoken to in plain text: %s"
                  .formatted(policy, key, Problem.messages(attached.problems()))));
    }
  }

  private static String ports(Service service) {
    List<String> ports =
        service.spec().ports().stream().map(p -> String.valueOf(p.port())).toList();
    return ports.isEmpty() ? "none" : String.join(", ", ports);
  }
}
