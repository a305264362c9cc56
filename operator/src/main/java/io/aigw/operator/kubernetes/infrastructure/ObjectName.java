package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.api.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names that fit where a Gateway's does not: they are shorter, and have fewer characters. */
final class ObjectName {

  private static final int LONGEST = 63;
  private static final int HASH_DIGITS = 8;

  private ObjectName() {}

  /**
   * The name of the objects that belong to a Gateway: what it is called, and a hash of its
   * namespace and name. A DNS label that begins with a letter, as a Service's must.
   */
  static String of(ObjectKey gateway) {
    String readable = gateway.name().replace('.', '-');
    if (!Character.isLetter(readable.charAt(0))) {
      readable = "gw-" + readable;
    }
    return shortened(readable) + "-" + hash(gateway.qualifiedName());
  }

  /** The name as the value of a label; a long one is cut and told from others by a hash. */
  static String label(String name) {
    return name.length() <= LONGEST ? name : shortened(name) + "-" + hash(name);
  }

  private static String shortened(String name) {
    int length = Math.min(name.length(), LONGEST - HASH_DIGITS - 1);
    return name.substring(0, length).replaceAll("[-.]+$", "");
  }

  /** Of a text's SHA-256, as many hexadecimal digits as make a collision unlikely. */
  static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
