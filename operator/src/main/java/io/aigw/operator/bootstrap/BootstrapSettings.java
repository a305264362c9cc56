package io.aigw.operator.bootstrap;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What differs between Envoys.
 *
 * @param gateway {@code namespace/name} of the Gateway that it serves
 * @param node its own name, unlike that of any other Envoy of the Gateway; empty: its command line
 *     says it ({@code --service-node}), so that many can be started with the same
 * @param xds where its configuration comes from
 * @param tls of the connection there; empty: it is not encrypted
 * @param processor who changes bodies where a rule needs it
 * @param relay where it lets the processor through to the controller, as itself: a socket; empty:
 *     nowhere
 * @param admin its administration interface, which can stop it and shows what it holds: loopback or
 *     a socket only
 * @param readyPort where all the world may ask whether it has its configuration, with {@code GET
 *     /ready} and nothing else; empty: nowhere
 * @param maxConnections clients' connections at a time; further ones are refused
 * @param maxHeapBytes near this, memory is given back and requests are refused; empty: no limit
 */
public record BootstrapSettings(
    String gateway,
    String node,
    Address xds,
    Optional<XdsTls> tls,
    Address processor,
    Optional<Address.Socket> relay,
    Address admin,
    OptionalInt readyPort,
    long maxConnections,
    OptionalLong maxHeapBytes) {

  public static final long DEFAULT_MAX_CONNECTIONS = 50_000;

  /** Settings of an Envoy whose connection to its controller is not encrypted. */
  public BootstrapSettings(
      String gateway,
      String node,
      Address xds,
      Address processor,
      Address admin,
      OptionalInt readyPort,
      long maxConnections,
      OptionalLong maxHeapBytes) {
    this(
        gateway,
        node,
        xds,
        Optional.empty(),
        processor,
        Optional.empty(),
        admin,
        readyPort,
        maxConnections,
        maxHeapBytes);
  }

  public BootstrapSettings {
    if (admin instanceof Address.Tcp(String host, int _)
        && !host.equals("localhost")
        && !host.equals("::1")
        && !host.startsWith("127.")) {
      throw new IllegalArgumentException(
          "the administration interface may be on loopback or a Unix socket only, not on " + host);
    }
  }
}
