package io.aigw.ir;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Endpoints that are interchangeable to a request. One per backend or group of a pool, not per
 * rule, so that connections, health and limits are shared by all routes that lead there.
 *
 * @param name unique; {@code backend/NAMESPACE/NAME} of an AIServiceBackend, {@code
 *     service/NAMESPACE/NAME/PORT}, {@code pool/NAMESPACE/NAME} of an InferencePool's Pods and what
 *     is spoken to as they are, {@code pool/NAMESPACE/NAME/MANNER} of its other members, and {@code
 *     picker/NAMESPACE/NAME} of its endpoint picker; those of v1alpha2 are {@code pool-v1alpha2/…}
 *     and {@code picker-v1alpha2/…}
 * @param discovery how an endpoint's address is found
 * @param protocol what the endpoints speak
 * @param tls empty: plain text
 * @param credential what requests get on their way
 * @param role what requests have to do with it
 * @param endpoints ordered, without duplicates
 */
public record Cluster(
    String name,
    Discovery discovery,
    Protocol protocol,
    Optional<UpstreamTls> tls,
    Optional<Credential> credential,
    Role role,
    List<Endpoint> endpoints) {

  /** How Envoy learns the addresses. */
  public enum Discovery {
    /** Addresses, pushed: a change touches no cluster. */
    ENDPOINTS,
    /** At least one endpoint is a name, which Envoy resolves. */
    DNS
  }

  /** What the endpoints speak. */
  public enum Protocol {
    HTTP1,
    /** HTTP/2, by prior knowledge where there is no TLS. */
    HTTP2
  }

  /** What requests have to do with a cluster. */
  public enum Role {
    /** They go there, each to the endpoint with the fewest in flight. */
    BACKEND,
    /** They go there, to one endpoint after the other. */
    IN_TURN,
    /** They go there, to any endpoint. */
    AT_RANDOM,
    /** They go there, those of a session to the same endpoint. */
    BY_SESSION,
    /** They go to the endpoint that a picker names; where it names none that is here, nowhere. */
    PICKED,
    /** The same, but where it names none that is here, they go where a backend's would. */
    OPTIONALLY_PICKED,
    /** It is asked for the endpoints of a pool. */
    PICKER,
    /** The same, but done without when it takes no connection, which must be known beforehand. */
    OPTIONAL_PICKER
  }

  public Cluster {
    endpoints = List.copyOf(endpoints);
  }

  /** A cluster that is spoken to in plain text and asks for no credential. */
  public static Cluster plain(
      String name, Discovery discovery, Protocol protocol, List<Endpoint> endpoints) {
    return new Cluster(
        name, discovery, protocol, Optional.empty(), Optional.empty(), Role.BACKEND, endpoints);
  }

  /** The names of what it refers to in {@link GatewayPlan#secrets}. */
  public List<String> secrets() {
    return Stream.concat(
            tls.flatMap(UpstreamTls::authorities).stream(),
            credential.map(Credential::secret).stream())
        .toList();
  }

  /** The cluster by itself. */
  public Cluster withoutEndpoints() {
    return new Cluster(name, discovery, protocol, tls, credential, role, List.of());
  }
}
