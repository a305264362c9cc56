package io.aigw.decide;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;

/**
 * Writes another model name into the body of a request: every value of a top-level {@code model}
 * key is replaced, all other bytes stay as they are. What cannot be rewritten is answered to the
 * client as an error, never passed on as it was.
 */
final class ModelRewriter {

  private ModelRewriter() {}

  /**
   * The answer to a body.
   *
   * @param replacement the new name as a JSON string
   */
  static ProcessingResponse rewrite(ByteString body, ByteString replacement) {
    if (body.isEmpty()) {
      return Refusal.NO_BODY.answer();
    }
    byte[] bytes = body.toByteArray();
    ModelScanner scanner = new ModelScanner();
    scanner.feed(bytes, 0, bytes.length);
    ModelScanner.Outcome outcome = scanner.finish();
    return outcome == ModelScanner.Outcome.STRING
        ? Answers.newBody(
            replaceSpans(UnsafeByteOperations.unsafeWrap(bytes), scanner, replacement))
        : Refusal.of(outcome).answer();
  }

  /** Strings the pieces of the old body and the new name together; long pieces are not copied. */
  static ByteString replaceSpans(ByteString body, ModelScanner scanner, ByteString replacement) {
    ByteString rewritten = ByteString.EMPTY;
    int copied = 0;
    for (int i = 0; i < scanner.spanCount(); i++) {
      rewritten =
          rewritten.concat(body.substring(copied, scanner.spanStart(i))).concat(replacement);
      copied = scanner.spanEnd(i);
    }
    return rewritten.concat(body.substring(copied));
  }
}
