package io.aigw.resolve;

import static io.aigw.resolve.Problem.Reason.BACKEND_NOT_FOUND;
import static io.aigw.resolve.Problem.Reason.INVALID_KIND;
import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_PROTOCOL;
import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_VALUE;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.ApiObject;
import io.aigw.api.ApiSchema;
import io.aigw.api.Backend;
import io.aigw.api.BackendSecurityPolicy;
import io.aigw.api.BackendTlsPolicy;
import io.aigw.api.EndpointSlice;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Service;
import io.aigw.ir.Cluster;
import io.aigw.ir.Endpoint;
import io.aigw.resource.ResourceSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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
  private final Map<ObjectKey, List<BackendTlsPolicy>> tlsPolicies = new HashMap<>();
  private final Map<ObjectKey, List<BackendSecurityPolicy>> securityPolicies = new HashMap<>();
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
    indexPolicies();
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

  /** What came of a reference. */
  public sealed interface Outcome {
    record Found(ResolvedBackend backend) implements Outcome {}

    record Missing(Problem problem) implements Outcome {}
  }

  /** What a backend stands for; computed once per round. */
  public ResolvedBackend resolve(AiServiceBackend backend) {
    ResolvedBackend known = resolved.get(backend.key());
    if (known != null) {
      return known;
    }
    ResolvedBackend result = new Resolution(backend).result();
    resolved.put(backend.key(), result);
    return result;
  }

  private void indexPolicies() {
    for (BackendTlsPolicy policy : resources.all(BackendTlsPolicy.class, Kind.BACKEND_TLS_POLICY)) {
      for (BackendTlsPolicy.TargetRef target : policy.spec().targetRefs()) {
        kindOf(target.group(), target.kind())
            .map(kind -> new ObjectKey(kind, policy.metadata().namespace(), target.name()))
            .ifPresent(key -> tlsPolicies.computeIfAbsent(key, k -> new ArrayList<>()).add(policy));
      }
    }
    for (BackendSecurityPolicy policy :
        resources.all(BackendSecurityPolicy.class, Kind.BACKEND_SECURITY_POLICY)) {
      for (AiServiceBackend.LocalRef target : policy.spec().targetRefs()) {
        kindOf(target.group(), target.kind())
            .map(kind -> new ObjectKey(kind, policy.metadata().namespace(), target.name()))
            .ifPresent(
                key -> securityPolicies.computeIfAbsent(key, k -> new ArrayList<>()).add(policy));
      }
    }
  }

  private static Optional<Kind> kindOf(String group, String kindName) {
    for (Kind kind : Kind.values()) {
      if (kind.group().equals(group) && kind.kindName().equals(kindName)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The resolution of one backend. */
  private final class Resolution {

    private final AiServiceBackend backend;
    private final AiServiceBackend.Spec spec;
    private final List<Problem> acceptance = new ArrayList<>();
    private final List<Problem> references = new ArrayList<>();
    private final List<String> ignoredFields = new ArrayList<>();
    private final Set<Endpoint> endpoints = new TreeSet<>();
    private Cluster.Discovery discovery = Cluster.Discovery.ENDPOINTS;
    private Cluster.Protocol protocol = Cluster.Protocol.HTTP1;
    private int port;

    Resolution(AiServiceBackend backend) {
      this.backend = backend;
      this.spec = backend.spec();
    }

    ResolvedBackend result() {
      checkSchema();
      checkCredential();
      noteIgnoredFields();
      AiServiceBackend.BackendObjectRef ref = spec.backendRef();
      String namespace =
          ref.namespace().isEmpty() ? backend.metadata().namespace() : ref.namespace();
      switch (kindOf(ref.group(), ref.kind()).orElse(Kind.AI_SERVICE_BACKEND)) {
        case SERVICE -> resolveService(new ObjectKey(Kind.SERVICE, namespace, ref.name()));
        case BACKEND -> resolveBackend(new ObjectKey(Kind.BACKEND, namespace, ref.name()));
        case GATEWAY_CLASS,
            GATEWAY,
            REFERENCE_GRANT,
            BACKEND_TLS_POLICY,
            AI_GATEWAY_ROUTE,
            AI_SERVICE_BACKEND,
            BACKEND_SECURITY_POLICY,
            INFERENCE_POOL,
            INFERENCE_MODEL,
            NAMESPACE,
            ENDPOINT_SLICE ->
            references.add(
                new Problem(
                    INVALID_KIND,
                    "spec.backendRef: kind %s of group %s is none that carries addresses; use a Service or a gateway.envoyproxy.io Backend"
                        .formatted(ref.kind(), quoted(ref.group()))));
      }
      boolean served = acceptance.isEmpty() && references.isEmpty();
      return new ResolvedBackend(
          backend,
          served ? Optional.of(cluster()) : Optional.empty(),
          port,
          acceptance,
          references,
          ignoredFields);
    }

    private Cluster cluster() {
      return new Cluster(
          "backend/" + backend.key().qualifiedName(), discovery, protocol, List.copyOf(endpoints));
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

    private void checkCredential() {
      Set<String> policies = new TreeSet<>();
      AiServiceBackend.LocalRef ref = spec.backendSecurityPolicyRef();
      if (ref != null) {
        policies.add(ref.name());
      }
      securityPolicies
          .getOrDefault(backend.key(), List.of())
          .forEach(policy -> policies.add(policy.metadata().name()));
      if (!policies.isEmpty()) {
        acceptance.add(
            new Problem(
                UNSUPPORTED_PROTOCOL,
                "needs the credential of BackendSecurityPolicy %s, which is not supported yet"
                    .formatted(String.join(", ", policies))));
      }
    }

    private void noteIgnoredFields() {
      if (spec.bodyMutation() != null) {
        ignoredFields.add("spec.bodyMutation");
      }
      if (spec.timeouts() != null) {
        ignoredFields.add("spec.timeouts");
      }
    }

    private void resolveService(ObjectKey key) {
      if (!isPermitted(key)) {
        return;
      }
      Optional<Service> service = resources.get(Service.class, key);
      if (service.isEmpty()) {
        references.add(new Problem(BACKEND_NOT_FOUND, key + " does not exist"));
        return;
      }
      refuseTls(key);
      if (service.get().spec().type().equals("ExternalName")) {
        references.add(
            new Problem(
                UNSUPPORTED_VALUE,
                key
                    + " is of type ExternalName; use a gateway.envoyproxy.io Backend with the name"));
        return;
      }
      port = spec.backendRef().port();
      Optional<Service.Port> servicePort =
          service.get().spec().ports().stream().filter(p -> p.port() == port).findFirst();
      if (servicePort.isEmpty()) {
        references.add(
            new Problem(
                BACKEND_NOT_FOUND,
                port == 0
                    ? "spec.backendRef.port is missing; name a port of " + key
                    : "%s has no port %d; it has %s".formatted(key, port, ports(service.get()))));
        return;
      }
      if (!servicePort.get().protocol().equals("TCP")) {
        references.add(
            new Problem(
                UNSUPPORTED_PROTOCOL,
                "port %d of %s is %s, not TCP".formatted(port, key, servicePort.get().protocol())));
        return;
      }
      if (servicePort.get().appProtocol().equals("kubernetes.io/h2c")) {
        protocol = Cluster.Protocol.H2C;
      }
      for (EndpointSlice slice : resources.endpointSlices(key.namespace(), key.name())) {
        addReadyAddresses(slice, servicePort.get().name());
      }
    }

    private void addReadyAddresses(EndpointSlice slice, String portName) {
      for (EndpointSlice.Port slicePort : slice.ports()) {
        if (!slicePort.name().equals(portName)) {
          continue;
        }
        for (EndpointSlice.Endpoint endpoint : slice.endpoints()) {
          if (endpoint.conditions().ready()) {
            endpoint.addresses().forEach(address -> addEndpoint(address, slicePort.port(), slice));
          }
        }
      }
    }

    private void addEndpoint(String host, int endpointPort, ApiObject source) {
      if (!localBackends && LocalAddresses.isLocal(host)) {
        references.add(
            new Problem(
                UNSUPPORTED_VALUE,
                "%s names %s, an address of the machine itself or its metadata service, which may not be a backend"
                    .formatted(source.key(), host)));
        return;
      }
      endpoints.add(new Endpoint(host, endpointPort));
    }

    private void resolveBackend(ObjectKey key) {
      if (!isPermitted(key)) {
        return;
      }
      Optional<Backend> found = resources.get(Backend.class, key);
      if (found.isEmpty()) {
        references.add(
            new Problem(
                BACKEND_NOT_FOUND,
                resources.isMissing(Kind.BACKEND)
                    ? key + ": the kind Backend of gateway.envoyproxy.io is not installed"
                    : key + " does not exist"));
        return;
      }
      refuseTls(key);
      Backend.Spec target = found.get().spec();
      if (target.tls() != null) {
        references.add(new Problem(UNSUPPORTED_PROTOCOL, key + ": spec.tls is not supported yet"));
      }
      if (!target.type().equals("Endpoints")) {
        references.add(
            new Problem(
                UNSUPPORTED_VALUE,
                "%s: spec.type %s is not supported".formatted(key, target.type())));
      }
      target.other().keySet().stream()
          .sorted()
          .forEach(field -> ignoredFields.add("%s spec.%s".formatted(key, field)));
      target.endpoints().forEach(endpoint -> addBackendEndpoint(endpoint, found.get()));
      Set<Integer> ports = new TreeSet<>();
      endpoints.forEach(endpoint -> ports.add(endpoint.port()));
      port = ports.size() == 1 ? ports.iterator().next() : 0;
    }

    private void addBackendEndpoint(Backend.Endpoint endpoint, Backend source) {
      if (endpoint.ip() != null) {
        addEndpoint(endpoint.ip().address(), endpoint.ip().port(), source);
      } else if (endpoint.fqdn() != null) {
        discovery = Cluster.Discovery.DNS;
        addEndpoint(endpoint.fqdn().hostname(), endpoint.fqdn().port(), source);
      } else {
        references.add(
            new Problem(UNSUPPORTED_VALUE, source.key() + ": an endpoint needs an ip or an fqdn"));
      }
    }

    private boolean isPermitted(ObjectKey key) {
      Optional<Problem> refusal = grants.refusal(backend, key);
      refusal.ifPresent(references::add);
      return refusal.isEmpty();
    }

    private void refuseTls(ObjectKey key) {
      for (BackendTlsPolicy policy : tlsPolicies.getOrDefault(key, List.of())) {
        references.add(
            new Problem(
                UNSUPPORTED_PROTOCOL,
                "%s asks for TLS to %s, which is not supported yet; it is not spoken to in plain text"
                    .formatted(policy.key(), key)));
      }
    }
  }

  private static String ports(Service service) {
    List<String> ports =
        service.spec().ports().stream().map(p -> String.valueOf(p.port())).toList();
    return ports.isEmpty() ? "none" : String.join(", ", ports);
  }

  private static String quoted(String group) {
    return group.isEmpty() ? "\"\" (core)" : group;
  }
}
