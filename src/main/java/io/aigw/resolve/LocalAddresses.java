package io.aigw.resolve;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Addresses that belong to the machine on which Envoy runs, or to its cloud's metadata service. A
 * backend that names one would make the gateway a way into them.
 */
final class LocalAddresses {

  private static final Set<String> NAMES =
      Set.of(
          "localhost",
          "localhost.localdomain",
          "ip6-localhost",
          "ip6-loopback",
          "metadata",
          "metadata.google.internal",
          "instance-data");
  private static final List<String> SUFFIXES = List.of(".localhost", ".localhost.localdomain");

  private LocalAddresses() {}

  /**
   * Whether a host, an IP address or a DNS name, is local. A name is judged as it is written; it is
   * not resolved.
   */
  static boolean isLocal(String host) {
    String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "").replaceFirst("%.*$", "");
    return IpAddress.parse(name)
        .map(LocalAddresses::isLocal)
        .orElseGet(
            () ->
                NAMES.contains(name)
                    || SUFFIXES.stream().anyMatch(name::endsWith)
                    || looksLikeNumber(name));
  }

  private static boolean isLocal(IpAddress address) {
    return address.asIpv4().map(LocalAddresses::isLocalIpv4).orElseGet(() -> isLocalIpv6(address));
  }

  private static boolean isLocalIpv4(IpAddress address) {
    return address.startsWith(0)
        || address.startsWith(127)
        || address.startsWith(169, 254)
        // metadata services outside of the link-local range: Azure, Alibaba, Oracle
        || address.startsWith(168, 63, 129, 16)
        || address.startsWith(100, 100, 100, 200)
        || address.startsWith(192, 0, 0, 192)
        // multicast and reserved
        || address.at(0) >= 224;
  }

  private static boolean isLocalIpv6(IpAddress address) {
    boolean linkLocal = address.startsWith(0xfe) && (address.at(1) & 0xc0) == 0x80;
    return linkLocal
        || address.startsWith(0xff)
        // metadata services: AWS, Google
        || address.startsWith(0xfd, 0, 0x0e, 0xc2)
        || address.startsWith(0xfd, 0x20, 0, 0xce);
  }

  /** Decimal, octal and hexadecimal spellings of an IPv4 address, which resolvers accept. */
  private static boolean looksLikeNumber(String name) {
    return name.matches("(0x[0-9a-f]*|\\d+)(\\.(0x[0-9a-f]*|\\d+)){0,3}");
  }
}
