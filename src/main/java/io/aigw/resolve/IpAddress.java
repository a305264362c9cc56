package io.aigw.resolve;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IP address in its bytes, four or sixteen. Read as strictly as Envoy does: no octal, no short
 * forms, no zones.
 */
final class IpAddress {

  private static final Pattern IPV4 =
      Pattern.compile(
          "(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");
  private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
  private static final int IPV6_BYTES = 16;

  private final byte[] bytes;

  private IpAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The address; empty where the text is none. */
  static Optional<IpAddress> parse(String text) {
    return (text.indexOf(':') < 0 ? ipv4(text) : ipv6(text)).map(IpAddress::new);
  }

  private static Optional<byte[]> ipv4(String text) {
    Matcher matcher = IPV4.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < bytes.length; i++) {
      int part = Integer.parseInt(matcher.group(i + 1));
      if (part > 255) {
        return Optional.empty();
      }
      bytes[i] = (byte) part;
    }
    return Optional.of(bytes);
  }

  private static Optional<byte[]> ipv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true).filter(bytes -> bytes.length == IPV6_BYTES);
    }
    Optional<byte[]> head = groups(text.substring(0, gap), false);
    Optional<byte[]> tail = groups(text.substring(gap + 2), true);
    if (head.isEmpty() || tail.isEmpty()) {
      return Optional.empty();
    }
    byte[] front = head.get();
    byte[] back = tail.get();
    if (front.length + back.length > IPV6_BYTES - 2) {
      return Optional.empty();
    }
    byte[] bytes = Arrays.copyOf(front, IPV6_BYTES);
    System.arraycopy(back, 0, bytes, IPV6_BYTES - back.length, back.length);
    return Optional.of(bytes);
  }

  /** Groups between colons, of which the address's last may be an IPv4 address. */
  private static Optional<byte[]> groups(String text, boolean isEnd) {
    if (text.isEmpty()) {
      return Optional.of(new byte[0]);
    }
    String[] groups = text.split(":", -1);
    byte[] bytes = new byte[2 * groups.length + 2];
    int length = 0;
    for (int i = 0; i < groups.length; i++) {
      Optional<byte[]> ipv4 = isEnd && i == groups.length - 1 ? ipv4(groups[i]) : Optional.empty();
      if (ipv4.isPresent()) {
        System.arraycopy(ipv4.get(), 0, bytes, length, 4);
        length += 4;
      } else if (GROUP.matcher(groups[i]).matches()) {
        int group = Integer.parseInt(groups[i], 16);
        bytes[length++] = (byte) (group >> 8);
        bytes[length++] = (byte) group;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(Arrays.copyOf(bytes, length));
  }

  /** The IPv4 address that this one is or carries (mapped, compatible, translated). */
  Optional<IpAddress> asIpv4() {
    if (bytes.length == 4) {
      return Optional.of(this);
    }
    boolean mapped = startsWith(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);
    boolean compatible = startsWith(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    boolean translated = startsWith(0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);
    return mapped || compatible || translated
        ? Optional.of(new IpAddress(Arrays.copyOfRange(bytes, 12, IPV6_BYTES)))
        : Optional.empty();
  }

  /** Whether the first bytes are these. */
  boolean startsWith(int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (at(i) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** One of its bytes, from 0 to 255. */
  int at(int index) {
    return bytes[index] & 0xff;
  }

  int length() {
    return bytes.length;
  }
}
