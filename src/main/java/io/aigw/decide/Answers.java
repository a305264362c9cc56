package io.aigw.decide;

import com.google.protobuf.ByteString;
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

  /** Headers of an answer that ends the request. */
  static final HeaderMutation JSON =
      HeaderMutation.newBuilder()
          .addSetHeaders(
              HeaderValueOption.newBuilder()
                  .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
                  .setHeader(
                      HeaderValue.newBuilder()
                          .setKey("content-type")
                          .setRawValue(ByteString.copyFromUtf8("application/json"))))
          .build();

  private Answers() {}

  /**
   * Replaces the request's body. Envoy refuses a content-length that does not fit the new body; a
   * request that came without one (chunked, or HTTP/2) goes on with one, as all of it is known.
   */
  static ProcessingResponse newBody(ByteString body) {
    HeaderValueOption contentLength =
        HeaderValueOption.newBuilder()
            .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
            .setHeader(
                HeaderValue.newBuilder()
                    .setKey("content-length")
                    .setRawValue(ByteString.copyFromUtf8(Integer.toString(body.size()))))
            .build();
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
