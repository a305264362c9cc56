package io.aigw.decide;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Envoy's external processor that writes another model name into the body of a request: every value
 * of a top-level {@code model} key is replaced, all other bytes stay as they are. What the new name
 * is comes as {@link io.aigw.route.ModelRewrite#METADATA_KEY metadata of the stream}.
 *
 * <p>The filter that asks is to send request headers (they are needed to correct the content-length
 * later) and the request body BUFFERED, nothing of the response. With the answer to the body the
 * stream is closed, so a running response does not depend on this process any more. What cannot be
 * rewritten is answered to the client as an error, never passed on as it was.
 *
 * <p>Stateless and never blocking: to be served with a direct executor. One stream's messages come
 * one after the other, as gRPC has it.
 */
public final class ModelRewriter implements BindableService {

  @Override
  public ServerServiceDefinition bindService() {
    var process = ExternalProcessorGrpc.getProcessMethod();
    MethodDescriptor<Question, ProcessingResponse> method =
        process.toBuilder(new Question.Marshaller(), process.getResponseMarshaller()).build();
    return ServerServiceDefinition.builder(ExternalProcessorGrpc.SERVICE_NAME)
        .addMethod(method, ModelRewriter::open)
        .build();
  }

  private static ServerCall.Listener<Question> open(
      ServerCall<Question, ProcessingResponse> call, Metadata metadata) {
    call.sendHeaders(new Metadata());
    call.request(2); // headers and body; Envoy sends the second when the first is answered
    return new Stream(call, Replacement.of(metadata));
  }

  /** One request. Holds nothing but the call, so a reset at any time leaves nothing behind. */
  private static final class Stream extends ServerCall.Listener<Question> {

    private final ServerCall<Question, ProcessingResponse> call;
    private final @Nullable ByteString replacement;
    private boolean closed;

    Stream(ServerCall<Question, ProcessingResponse> call, @Nullable ByteString replacement) {
      this.call = call;
      this.replacement = replacement;
    }

    @Override
    public void onMessage(Question question) {
      if (closed) {
        return;
      }
      switch (question) {
        case Question.RequestHeaders headers -> {
          if (replacement == null) {
            answerLast(Refusal.NO_INSTRUCTION.answer());
          } else if (headers.last()) {
            answerLast(Refusal.NO_BODY.answer());
          } else {
            answer(Answers.REQUEST_HEADERS);
          }
        }
        case Question.RequestBody body ->
            answerLast(
                replacement == null ? Refusal.NO_INSTRUCTION.answer() : rewrite(body, replacement));
        case Question.Indifferent phase -> answer(phase.answer());
        case Question.Unanswerable(Status reason) -> close(reason);
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
  }

  private static ProcessingResponse rewrite(Question.RequestBody body, ByteString replacement) {
    if (body.isEmpty()) {
      return Refusal.NO_BODY.answer();
    }
    ModelScanner scanner = new ModelScanner();
    body.feedTo(scanner);
    return switch (scanner.finish()) {
      case STRING -> Answers.newBody(replaceSpans(body.bytes(), scanner, replacement));
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
