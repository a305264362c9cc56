package io.aigw.route;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Text in Envoy's configuration of a stream's initial metadata: base64 of UTF-8, so that no
 * character of it is refused in a header or is a command to Envoy's formatter.
 */
public final class MetadataText {

  private MetadataText() {}

  public static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The text; empty where this is none. */
  public static Optional<String> decode(String encoded) {
    try {
      byte[] bytes = Base64.getDecoder().decode(encoded);
      String text = new String(bytes, StandardCharsets.UTF_8);
      boolean isUtf8 = Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8));
      return isUtf8 ? Optional.of(text) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
