package io.aigw.decide;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;

/** Reads which model a body asks for. */
final class ModelReader {

  /** A longer name is none, as it is where Envoy reads it. */
  private static final int LONGEST_BYTES = 8 << 10;

  private ModelReader() {}

  /**
   * The last top-level {@code model}, as parsers see it; empty where there is none that is text.
   */
  static String model(ByteString body) {
    byte[] bytes = body.toByteArray();
    ModelScanner scanner = new ModelScanner();
    scanner.feed(bytes, 0, bytes.length);
    return scanner.finish() == ModelScanner.Outcome.STRING
        ? model(body, scanner, scanner.spanCount() - 1)
        : "";
  }

  /** One of the models that a scanner found in a body; empty where it is not text. */
  static String model(ByteString body, ModelScanner scanner, int span) {
    int start = scanner.spanStart(span);
    int end = scanner.spanEnd(span);
    if (end - start > LONGEST_BYTES) {
      return "";
    }
    String quoted = body.substring(start, end).toString(StandardCharsets.UTF_8);
    return quoted.startsWith("\"") ? text(quoted) : "";
  }

  /** What a string of JSON says. */
  private static String text(String quoted) {
    StringValue.Builder text = StringValue.newBuilder();
    try {
      JsonFormat.parser().merge(quoted, text);
    } catch (InvalidProtocolBufferException e) {
      return "";
    }
    return text.getValue();
  }
}
