package io.aigw.decide;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.aigw.route.ModelRewrite;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/** Reads the instruction that came with a question: the model's new name, as JSON writes it. */
final class Replacement {

  private static final Metadata.Key<byte[]> KEY =
      Metadata.Key.of(ModelRewrite.METADATA_KEY, Metadata.BINARY_BYTE_MARSHALLER);

  private Replacement() {}

  /** The new name as a JSON string, or null if there is none, it is empty or not UTF-8. */
  static @Nullable ByteString of(Metadata metadata) {
    byte[] bytes = metadata.get(KEY);
    if (bytes == null || bytes.length == 0) {
      return null;
    }
    ByteString name = UnsafeByteOperations.unsafeWrap(bytes);
    return name.isValidUtf8() ? quote(name.toStringUtf8()) : null;
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
