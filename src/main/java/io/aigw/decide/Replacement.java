package io.aigw.decide;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.aigw.route.ModelRewrite;
import io.grpc.Metadata;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the instruction that came with a question: the model's new name, as JSON writes it. */
final class Replacement {

  private static final Metadata.Key<byte[]> KEY =
      Metadata.Key.of(ModelRewrite.METADATA_KEY, Metadata.BINARY_BYTE_MARSHALLER);

  private Replacement() {}

  /** The new name as a JSON string, or null if there is none, it is empty or not UTF-8. */
  static @Nullable ByteString of(Metadata metadata) {
    byte[] name = metadata.get(KEY);
    if (name == null || name.length == 0 || !UnsafeByteOperations.unsafeWrap(name).isValidUtf8()) {
      return null;
    }
    return quote(name);
  }

  private static ByteString quote(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 2);
    out.write('"');
    for (byte b : text) {
      if (b == '"' || b == '\\') {
        out.write('\\');
        out.write(b);
      } else if (b >= 0 && b < ' ') {
        out.writeBytes("\\u%04x".formatted(b).getBytes(StandardCharsets.US_ASCII));
      } else {
        out.write(b);
      }
    }
    out.write('"');
    return UnsafeByteOperations.unsafeWrap(out.toByteArray());
  }
}
