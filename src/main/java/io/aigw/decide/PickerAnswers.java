package io.aigw.decide;

import com.google.protobuf.ByteString;
import io.aigw.route.PickInstruction;
import io.envoyproxy.envoy.service.ext_proc.v3.BodyMutation;
import io.envoyproxy.envoy.service.ext_proc.v3.BodyResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.CommonResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.HeaderMutation;
import io.envoyproxy.envoy.service.ext_proc.v3.HeadersResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpBody;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.StreamedBodyResponse;
import java.util.List;
import java.util.function.Consumer;

/** What an endpoint picker answers, beyond {@link Answers}. */
final class PickerAnswers {

  /** The header that says why a request was not served, as gateways and clients know it. */
  private static final String DROPPED = "x-llm-d-request-dropped-reason";

  /** A piece of a body: Envoy is not to be sent more at once. */
  private static final int PIECE_BYTES = 62 << 10;

  private PickerAnswers() {}

  /** Where the request is to go, as the answer to its headers. */
  static ProcessingResponse headers(String endpoints) {
    return Answers.at(
        endpoints,
        ProcessingResponse.newBuilder()
            .setRequestHeaders(HeadersResponse.newBuilder().setResponse(destination(endpoints)))
            .build());
  }

  /** The same as the answer to its whole body, which stays as it is. */
  static ProcessingResponse body(String endpoints) {
    return body(endpoints, CommonResponse.getDefaultInstance());
  }

  /** The same with another body. */
  static ProcessingResponse body(String endpoints, ByteString rewritten) {
    return body(endpoints, Answers.newBody(rewritten).getRequestBody().getResponse());
  }

  private static ProcessingResponse body(String endpoints, CommonResponse other) {
    return Answers.at(
        endpoints,
        ProcessingResponse.newBuilder()
            .setRequestBody(
                BodyResponse.newBuilder()
                    .setResponse(other.toBuilder().mergeFrom(destination(endpoints))))
            .build());
  }

  private static CommonResponse destination(String endpoints) {
    return CommonResponse.newBuilder()
        .setClearRouteCache(true)
        .setHeaderMutation(
            HeaderMutation.newBuilder()
                .addSetHeaders(Answers.header(PickInstruction.ANSWER_KEY, endpoints)))
        .build();
  }

  /** A request's body in pieces that are not too large. */
  static void pieces(ByteString body, boolean last, Consumer<ProcessingResponse> answers) {
    int at = 0;
    do {
      int end = Math.min(body.size(), at + PIECE_BYTES);
      answers.accept(requestChunk(body.substring(at, end), last && end == body.size()));
      at = end;
    } while (at < body.size());
  }

  /** A request's body as it came. */
  static void chunks(List<ByteString> body, boolean last, Consumer<ProcessingResponse> answers) {
    for (int i = 0; i < body.size(); i++) {
      answers.accept(requestChunk(body.get(i), last && i == body.size() - 1));
    }
  }

  /** A chunk of a request's body as it came. */
  static ProcessingResponse requestChunk(ByteString bytes, boolean last) {
    return ProcessingResponse.newBuilder().setRequestBody(chunk(bytes, last)).build();
  }

  /** A chunk of a response's body as it came. */
  static ProcessingResponse responseChunk(HttpBody body) {
    return ProcessingResponse.newBuilder()
        .setResponseBody(chunk(body.getBody(), body.getEndOfStream()))
        .build();
  }

  private static BodyResponse chunk(ByteString bytes, boolean last) {
    return BodyResponse.newBuilder()
        .setResponse(
            CommonResponse.newBuilder()
                .setBodyMutation(
                    BodyMutation.newBuilder()
                        .setStreamedResponse(
                            StreamedBodyResponse.newBuilder().setBody(bytes).setEndOfStream(last))))
        .build();
  }

  /** The answer that ends a request that no endpoint can take. */
  static ProcessingResponse dropped(Refusal refusal, String reason) {
    ProcessingResponse.Builder answer = refusal.answer().toBuilder();
    answer
        .getImmediateResponseBuilder()
        .getHeadersBuilder()
        .addSetHeaders(Answers.header(DROPPED, reason));
    return answer.build();
  }
}
