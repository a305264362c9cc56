package io.aigw.decide;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Writes another model name into the body of a request: every value of a top-level {@code model}
 * key is replaced, all other bytes stay as they are. What the new name is comes as {@link
 * io.aigw.route.ModelRewrite#METADATA_KEY metadata of the stream}.
 *
 * <p>The filter that asks is to send request headers (they are needed to correct the content-length
 * later) and the request body BUFFERED, nothing of the response. With the answer to the body the
 * stream is closed, so a running response does not depend on this process any more. What cannot be
 * rewritten is answered to the client as an error, never passed on as it was.
 *
 * <p>One request. Holds nothing but the call, so a reset at any time leaves nothing behind.
 */
final class ModelRewriter extends ServerCall.Listener<ProcessingRequest> {

  private final ServerCall<ProcessingRequest, ProcessingResponse> call;
  private final @Nullable ByteString replacement;
  private boolean closed;

  /**
   * @param replacement the new name as a JSON string; null where the question came without
   */
  ModelRewriter(
      ServerCall<ProcessingRequest, ProcessingResponse> call, @Nullable ByteString replacement) {
    this.call = call;
    this.replacement = replacement;
  }

  @Override
  public void onMessage(ProcessingRequest question) {
    if (closed) {
      return;
    }
    switch (question.getRequestCase()) {
      case REQUEST_HEADERS -> {
        if (replacement == null) {
          answerLast(Refusal.NO_INSTRUCTION.answer());
        } else if (question.getRequestHeaders().getEndOfStream()) {
          answerLast(Refusal.NO_BODY.answer());
        } else {
          answer(Answers.REQUEST_HEADERS);
        }
      }
      case REQUEST_BODY -> {
        ByteString body = question.getRequestBody().getBody();
        answerLast(
            replacement == null ? Refusal.NO_INSTRUCTION.answer() : rewrite(body, replacement));
      }
      case REQUEST_TRAILERS -> answer(Answers.REQUEST_TRAILERS);
      case RESPONSE_HEADERS -> answer(Answers.RESPONSE_HEADERS);
      case RESPONSE_BODY -> answer(Answers.RESPONSE_BODY);
      case RESPONSE_TRAILERS -> answer(Answers.RESPONSE_TRAILERS);
      case REQUEST_NOT_SET ->
          close(Status.UNIMPLEMENTED.withDescription("unknown phase of a request"));
    }
  }

  @Override
  public void onHalfClose() {
    if (!closed) {
      close(Status.OK);
    }
  }

  private void answer(ProcessingResponse answer) {
    call.sendMessage(answer);
    call.request(1);
  }

  private void answerLast(ProcessingResponse answer) {
    call.sendMessage(answer);
    close(Status.OK);
  }

  private void close(Status status) {
    closed = true;
    call.close(status, new Metadata());
  }

  private static ProcessingResponse rewrite(ByteString body, ByteString replacement) {
    if (body.isEmpty()) {
      return Refusal.NO_BODY.answer();
    }
    byte[] bytes = body.toByteArray();
    ModelScanner scanner = new ModelScanner();
    scanner.feed(bytes, 0, bytes.length);
    return switch (scanner.finish()) {
      case STRING ->
          Answers.newBody(
              replaceSpans(UnsafeByteOperations.unsafeWrap(bytes), scanner, replacement));
      case NOT_STRING -> Refusal.MODEL_NOT_STRING.answer();
      case ABSENT -> Refusal.NO_MODEL.answer();
      case REPEATED -> Refusal.MODEL_REPEATED.answer();
      case MALFORMED -> Refusal.MALFORMED.answer();
    };
  }

  /** Strings the pieces of the old body and the new name together; long pieces are not copied. */
  private static ByteString replaceSpans(
      ByteString body, ModelScanner scanner, ByteString replacement) {
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
