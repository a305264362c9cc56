package io.aigw.ir;

import java.util.List;
import java.util.Optional;

/**
 * How TLS is spoken with clients that ask for a host.
 *
 * @param host that clients ask for (SNI); a leading {@code *.} stands for one or more labels;
 *     empty: any, or none
 * @param certificates the names of {@link Secret.Certificate}s, at least one
 */
public record TlsServer(Optional<String> host, List<String> certificates) {
  public TlsServer {
    certificates = List.copyOf(certificates);
  }
}
