package io.aigw.decide;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.aigw.route.Overflow;
import io.aigw.route.PickInstruction;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.service.ext_proc.v3.BodyMutation;
import io.envoyproxy.envoy.service.ext_proc.v3.BodyResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.CommonResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.HeaderMutation;
import io.envoyproxy.envoy.service.ext_proc.v3.HeadersResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.TrailersResponse;
import java.util.Optional;

/** The answers to Envoy: one that says "go on" for each phase, and the body that was rewritten. */
final class Answers {

  static final ProcessingResponse REQUEST_HEADERS =
      ProcessingResponse.newBuilder()
          .setRequestHeaders(HeadersResponse.getDefaultInstance())
          .build();
  static final ProcessingResponse REQUEST_TRAILERS =
      ProcessingResponse.newBuilder()
          .setRequestTrailers(TrailersResponse.getDefaultInstance())
          .build();
  static final ProcessingResponse RESPONSE_HEADERS =
      ProcessingResponse.newBuilder()
          .setResponseHeaders(HeadersResponse.getDefaultInstance())
          .build();
  static final ProcessingResponse RESPONSE_BODY =
      ProcessingResponse.newBuilder().setResponseBody(BodyResponse.getDefaultInstance()).build();
  static final ProcessingResponse RESPONSE_TRAILERS =
      ProcessingResponse.newBuilder()
          .setResponseTrailers(TrailersResponse.getDefaultInstance())
          .build();

  static final ProcessingResponse REQUEST_BODY =
      ProcessingResponse.newBuilder().setRequestBody(BodyResponse.getDefaultInstance()).build();

  /** Headers of an answer that ends the request. */
  static final HeaderMutation JSON =
      HeaderMutation.newBuilder().addSetHeaders(header("content-type", "application/json")).build();

  /** The same where the client is to try again in a second. */
  static final HeaderMutation JSON_LATER =
      JSON.toBuilder().addSetHeaders(header("retry-after", "1")).build();

  private Answers() {}

  static HeaderValueOption header(String name, String value) {
    return HeaderValueOption.newBuilder()
        .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
        .setHeader(
            HeaderValue.newBuilder().setKey(name).setRawValue(ByteString.copyFromUtf8(value)))
        .build();
  }

  /**
   * The same answer, and where the request is to go: an address, or several in the order in which
   * they are to be tried.
   */
  static ProcessingResponse at(String endpoints, ProcessingResponse answer) {
    return at(Struct.newBuilder(), endpoints, answer);
  }

  /**
   * The same.
   *
   * @param request the name by which the request will be told over; empty if it will not
   */
  static ProcessingResponse at(
      String endpoints, Optional<String> request, ProcessingResponse answer) {
    Struct.Builder told = Struct.newBuilder();
    request.ifPresent(name -> told.putFields(PickInstruction.REQUEST_KEY, text(name)));
    return at(told, endpoints, answer);
  }

  private static ProcessingResponse at(
      Struct.Builder told, String endpoints, ProcessingResponse answer) {
    return answer.toBuilder()
        .setDynamicMetadata(
            Struct.newBuilder()
                .putFields(
                    PickInstruction.ANSWER_NAMESPACE,
                    Value.newBuilder()
                        .setStructValue(told.putFields(PickInstruction.ANSWER_KEY, text(endpoints)))
                        .build()))
        .build();
  }

  /**
   * Has a request go on elsewhere, as it came.
   *
   * @param scope where its route is found
   * @param answer to the phase that it is in
   */
  static ProcessingResponse elsewhere(String scope, ProcessingResponse answer) {
    CommonResponse response =
        CommonResponse.newBuilder()
            .setHeaderMutation(
                HeaderMutation.newBuilder()
                    .addSetHeaders(header(Overflow.HEADER, Overflow.VALUE))
                    .addSetHeaders(header(Overflow.SCOPE_HEADER, scope)))
            .build();
    return answer.hasRequestHeaders()
        ? ProcessingResponse.newBuilder()
            .setRequestHeaders(HeadersResponse.newBuilder().setResponse(response))
            .build()
        : ProcessingResponse.newBuilder()
            .setRequestBody(BodyResponse.newBuilder().setResponse(response))
            .build();
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  /**
   * Replaces the request's body. Envoy refuses a content-length that does not fit the new body; a
   * request that came without one (chunked, or HTTP/2) goes on with one, as all of it is known.
   */
  static ProcessingResponse newBody(ByteString body) {
    HeaderValueOption contentLength = header("content-length", Integer.toString(body.size()));
    CommonResponse response =
        CommonResponse.newBuilder()
            .setHeaderMutation(HeaderMutation.newBuilder().addSetHeaders(contentLength))
            .setBodyMutation(BodyMutation.newBuilder().setBody(body))
            .build();
    return ProcessingResponse.newBuilder()
        .setRequestBody(BodyResponse.newBuilder().setResponse(response))
        .build();
  }
}
