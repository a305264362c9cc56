package io.aigw.decide;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.aigw.route.ModelRewrite;
import io.grpc.Metadata;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads the instruction that came with a question: the model's new name, as JSON writes it.
 *
 * <p>Envoy's configuration holds the name in base64, so that none of its characters is a command to
 * Envoy's formatter or is refused in a header; because of the key's {@code -bin}, Envoy encodes
 * that once more for the wire, and gRPC decodes it once.
 */
final class Replacement {

  private static final Metadata.Key<byte[]> KEY =
      Metadata.Key.of(ModelRewrite.METADATA_KEY, Metadata.BINARY_BYTE_MARSHALLER);

  private Replacement() {}

  /** The new name as a JSON string, or null if there is none, it is empty or not UTF-8. */
  static @Nullable ByteString of(Metadata metadata) {
    byte[] base64 = metadata.get(KEY);
    if (base64 == null || base64.length == 0) {
      return null;
    }
    try {
      ByteString name = UnsafeByteOperations.unsafeWrap(Base64.getDecoder().decode(base64));
      return name.isValidUtf8() ? quote(name.toStringUtf8()) : null;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private static ByteString quote(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        if (c == '"' || c == '\\') {
          json.append('\\');
        }
        json.append(c);
      }
    }
    return ByteString.copyFromUtf8(json.append('"').toString());
  }
}
