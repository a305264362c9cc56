package io.aigw.ir;

import java.util.List;
import java.util.Optional;

/** TLS with the endpoints of a cluster. */
public sealed interface UpstreamTls {

  /** The name of the {@link Secret.Authorities} that are trusted; empty: none of the plan's. */
  Optional<String> authorities();

  /**
   * Endpoints prove who they are.
   *
   * @param serverName what is asked for (SNI)
   * @param authorities the name of a {@link Secret.Authorities}; empty: those of the system that
   *     Envoy runs on
   * @param names the endpoint's certificate must be for one of them
   */
  record Verified(String serverName, Optional<String> authorities, List<Name> names)
      implements UpstreamTls {
    public Verified {
      names = List.copyOf(names);
    }
  }

  /**
   * Any certificate will do. For endpoint pickers alone, which make certificates of their own: the
   * protocol has nothing by which to tell whose they are.
   */
  record Unverified() implements UpstreamTls {
    @Override
    public Optional<String> authorities() {
      return Optional.empty();
    }
  }

  /** Whom a certificate is for. */
  sealed interface Name {

    /** A host; a certificate for {@code *.} and the rest of it will do. */
    record Host(String host) implements Name {}

    record Uri(String uri) implements Name {}
  }
}
