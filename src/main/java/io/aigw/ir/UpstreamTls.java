package io.aigw.ir;

import java.util.List;
import java.util.Optional;

/**
 * TLS with the endpoints of a cluster.
 *
 * @param serverName what is asked for (SNI)
 * @param authorities the name of a {@link Secret.Authorities}; empty: those of the system that
 *     Envoy runs on
 * @param names the endpoint's certificate must be for one of them
 */
public record UpstreamTls(String serverName, Optional<String> authorities, List<Name> names) {

  public UpstreamTls {
    names = List.copyOf(names);
  }

  /** Whom a certificate is for. */
  public sealed interface Name {

    /** A host; a certificate for {@code *.} and the rest of it will do. */
    record Host(String host) implements Name {}

    record Uri(String uri) implements Name {}
  }
}
