package io.aigw.resolve;

import static io.aigw.resolve.Problem.Reason.BACKEND_NOT_FOUND;
import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_PROTOCOL;
import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_VALUE;

import io.aigw.api.ApiObject;
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
import io.aigw.resource.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What has addresses, a Service or a Backend: how it is spoken to and where. What is found is left
 * in the fields.
 */
final class AddressResolution {

  final List<Problem> problems = new ArrayList<>();
  final List<String> ignoredFields = new ArrayList<>();
  final Set<Endpoint> endpoints = new TreeSet<>();
  Cluster.Discovery discovery = Cluster.Discovery.ENDPOINTS;
  Cluster.Protocol protocol = Cluster.Protocol.HTTP1;
  Optional<UpstreamTls> tls = Optional.empty();
  PolicyUses tlsPolicies = PolicyUses.NONE;

  /** Of the Service, or of all endpoints of a Backend; 0 where they differ. */
  int port;

  private final Lookup objects;
  private final Policies policies;
  private final boolean localBackends;

  AddressResolution(Lookup objects, Policies policies, boolean localBackends) {
    this.objects = objects;
    this.policies = policies;
    this.localBackends = localBackends;
  }

  /** The backend that all of this is. */
  Cluster cluster(String name, Optional<Credential> credential) {
    return cluster(name, credential, Cluster.Role.BACKEND);
  }

  Cluster cluster(String name, Optional<Credential> credential, Cluster.Role role) {
    return new Cluster(name, discovery, protocol, tls, credential, role, List.copyOf(endpoints));
  }

  /** A port of a Service, with its ready addresses. */
  void resolveService(ObjectKey key, int wanted, String portField) {
    Optional<Service.Port> found = describeService(key, wanted, portField);
    found.ifPresent(servicePort -> checkTrust(key, servicePort));
    found.ifPresent(servicePort -> addReadyAddresses(key, servicePort));
  }

  /**
   * A port of a Service without its addresses, which change most often.
   *
   * @param portField where a reference names the port, for messages
   */
  Optional<Service.Port> describeService(ObjectKey key, int wanted, String portField) {
    Optional<Service> service = objects.get(Service.class, key);
    if (service.isEmpty()) {
      problems.add(new Problem(BACKEND_NOT_FOUND, key + " does not exist"));
      return Optional.empty();
    }
    if (service.get().spec().type().equals("ExternalName")) {
      problems.add(
          new Problem(
              UNSUPPORTED_VALUE,
              key + " is of type ExternalName; use a gateway.envoyproxy.io Backend with the name"));
      return Optional.empty();
    }
    port = wanted;
    Optional<Service.Port> found =
        service.get().spec().ports().stream().filter(p -> p.port() == port).findFirst();
    if (found.isEmpty()) {
      problems.add(
          new Problem(
              BACKEND_NOT_FOUND,
              port == 0
                  ? "%s is missing; name a port of %s".formatted(portField, key)
                  : "%s has no port %d; it has %s".formatted(key, port, ports(service.get()))));
      return Optional.empty();
    }
    Service.Port servicePort = found.get();
    resolveTls(key, servicePort.name());
    if (!servicePort.protocol().equals("TCP")) {
      problems.add(
          new Problem(
              UNSUPPORTED_PROTOCOL,
              "port %d of %s is %s, not TCP".formatted(port, key, servicePort.protocol())));
    }
    if (servicePort.appProtocol().equals("kubernetes.io/h2c")) {
      protocol = Cluster.Protocol.HTTP2;
    }
    return found;
  }

  /** A Service that says that it speaks TLS is spoken to where somebody says whom to trust. */
  void checkTrust(ObjectKey key, Service.Port servicePort) {
    if (servicePort.appProtocol().equals("https") && tlsPolicies.overruledBy().isEmpty()) {
      problems.add(
          new Problem(
              UNSUPPORTED_PROTOCOL,
              "port %d of %s speaks https (appProtocol); a BackendTLSPolicy has to say whom to trust"
                  .formatted(port, key)));
    }
  }

  /** One address of each ready endpoint: those of the Service's first IP family. */
  void addReadyAddresses(ObjectKey key, Service.Port servicePort) {
    List<String> families = objects.get(Service.class, key).orElseThrow().spec().ipFamilies();
    for (EndpointSlice slice : objects.about(EndpointSlice.class, Topic.referringTo(key))) {
      if (!families.isEmpty() && !families.getFirst().equals(slice.addressType())) {
        continue;
      }
      for (EndpointSlice.Port slicePort : slice.ports()) {
        if (slicePort.name().equals(servicePort.name())) {
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

  /** A Backend, with its endpoints. */
  void resolveBackend(ObjectKey key) {
    Optional<Backend> found = objects.get(Backend.class, key);
    if (found.isEmpty()) {
      problems.add(
          new Problem(
              BACKEND_NOT_FOUND,
              objects.isMissing(Kind.BACKEND)
                  ? key + ": the kind Backend of gateway.envoyproxy.io is not installed"
                  : key + " does not exist"));
      return;
    }
    resolveTls(key, "");
    if (found.get().spec().tls() != null) {
      problems.add(
          new Problem(
              UNSUPPORTED_PROTOCOL,
              key + ": spec.tls is not supported yet; use a BackendTLSPolicy"));
    }
    addEndpoints(found.get());
    List<Integer> ports = endpoints.stream().map(Endpoint::port).distinct().toList();
    port = ports.size() == 1 ? ports.getFirst() : 0;
  }

  void addEndpoints(Backend from) {
    Backend.Spec target = from.spec();
    if (!target.type().equals("Endpoints")) {
      problems.add(
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
      problems.add(
          new Problem(UNSUPPORTED_VALUE, source.key() + ": an endpoint needs an ip or an fqdn"));
    }
  }

  /** An address that an object names. */
  void addAddress(String address, int endpointPort, ApiObject source) {
    if (IpAddress.parse(address).isEmpty()) {
      problems.add(
          new Problem(
              UNSUPPORTED_VALUE, "%s: %s is no IP address".formatted(source.key(), address)));
      return;
    }
    add(address, endpointPort, source);
  }

  private void addName(String name, int endpointPort, ApiObject source) {
    if (!DnsName.isValid(name)) {
      problems.add(
          new Problem(UNSUPPORTED_VALUE, "%s: %s is no DNS name".formatted(source.key(), name)));
      return;
    }
    add(name, endpointPort, source);
  }

  private void add(String host, int endpointPort, ApiObject source) {
    if (!localBackends && LocalAddresses.isLocal(host)) {
      problems.add(
          new Problem(
              UNSUPPORTED_VALUE,
              "%s names %s, an address of the machine itself or its metadata service, which may not be a backend"
                  .formatted(source.key(), host)));
    } else if (endpointPort < 1 || endpointPort > 65_535) {
      problems.add(
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
      problems.add(
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
