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
    if (scanner.finish() != ModelScanner.Outcome.STRING) {
      return "";
    }
    int last = scanner.spanCount() - 1;
    int start = scanner.spanStart(last);
    if (scanner.spanEnd(last) - start > LONGEST_BYTES) {
      return "";
    }
    return text(new String(bytes, start, scanner.spanEnd(last) - start, StandardCharsets.UTF_8));
  }

  /** What a string of JSON says. */
  static String text(String quoted) {
    StringValue.Builder text = StringValue.newBuilder();
    try {
      JsonFormat.parser().merge(quoted, text);
    } catch (InvalidProtocolBufferException e) {
      return "";
    }
    return text.getValue();
  }
}
