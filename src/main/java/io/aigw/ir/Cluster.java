package io.aigw.ir;

import java.util.List;

/**
 * Endpoints that are interchangeable to a request. One per AIServiceBackend or pool, not per rule,
 * so that connections, health and limits are shared by all routes that lead there.
 *
 * @param name unique; {@code backend/NAMESPACE/NAME} or {@code pool/NAMESPACE/NAME}
 * @param discovery how an endpoint's address is found
 * @param protocol what the endpoints speak
 * @param endpoints ordered, without duplicates
 */
public record Cluster(
    String name, Discovery discovery, Protocol protocol, List<Endpoint> endpoints) {

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
    /** HTTP/2 without TLS, with prior knowledge. */
    H2C
  }

  public Cluster {
    endpoints = List.copyOf(endpoints);
  }

  /** The cluster by itself. */
  public Cluster withoutEndpoints() {
    return new Cluster(name, discovery, protocol, List.of());
  }
}
