package io.aigw.resolve;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Addresses that belong to the machine on which Envoy runs, or to its cloud's metadata service. A
 * backend that names one would make the gateway a way into them.
 */
final class LocalAddresses {

  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
  private static final Set<String> NAMES =
      Set.of("localhost", "metadata", "metadata.google.internal", "instance-data");
  private static final List<String> SUFFIXES = List.of(".localhost", ".localhost.localdomain");

  private LocalAddresses() {}

  /**
   * Whether a host, an IP address or a DNS name, is local. A name is judged as it is written; it is
   * not resolved.
   */
  static boolean isLocal(String host) {
    String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    if (IPV4.matcher(name).matches()) {
      return isLocalIpv4(name);
    }
    if (name.indexOf(':') >= 0) {
      return isLocalIpv6(name);
    }
    return NAMES.contains(name)
        || SUFFIXES.stream().anyMatch(name::endsWith)
        || looksLikeNumber(name);
  }

  private static boolean isLocalIpv4(String address) {
    return address.startsWith("127.")
        || address.startsWith("0.")
        || address.startsWith("169.254.")
        || Integer.parseInt(address.substring(0, address.indexOf('.'))) >= 224;
  }

  private static boolean isLocalIpv6(String address) {
    String plain = address.replaceFirst("%.*$", "");
    int lastColon = plain.lastIndexOf(':');
    String tail = plain.substring(lastColon + 1);
    if (IPV4.matcher(tail).matches()) {
      return isLocalIpv4(tail);
    }
    return plain.equals("::")
        || plain.matches("[0:]*:0*1")
        || plain.matches("fe[89ab].*")
        || plain.startsWith("ff")
        || plain.matches("[0:]*:ffff:.*")
        || plain.equals("fd00:ec2::254");
  }

  /** Decimal, octal and hexadecimal spellings of an IPv4 address, which resolvers accept. */
  private static boolean looksLikeNumber(String name) {
    return name.matches("(0x[0-9a-f]*|\\d+)(\\.(0x[0-9a-f]*|\\d+)){0,3}");
  }
}
