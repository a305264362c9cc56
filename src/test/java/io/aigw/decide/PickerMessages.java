package io.aigw.decide;

import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode;
import io.envoyproxy.envoy.service.ext_proc.v3.BodyResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.CommonResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpBody;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpTrailers;
import io.envoyproxy.envoy.service.ext_proc.v3.ImmediateResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProtocolConfiguration;
import io.envoyproxy.envoy.service.ext_proc.v3.StreamedBodyResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What gateways and pickers say to each other, as tests write and read it. */
final class PickerMessages {

  private static final String DESTINATION = "x-gateway-destination-endpoint";

  private PickerMessages() {}

  static ProcessingRequest headers(boolean last, String... header) {
    HeaderMap.Builder headers =
        HeaderMap.newBuilder()
            .addHeaders(
                HeaderValue.newBuilder()
                    .setKey(":path")
                    .setRawValue(ByteString.copyFromUtf8("/v1/completions")));
    if (header.length > 0) {
      headers.addHeaders(
          HeaderValue.newBuilder()
              .setKey(header[0])
              .setRawValue(ByteString.copyFromUtf8(header[1])));
    }
    return ProcessingRequest.newBuilder()
        .setRequestHeaders(HttpHeaders.newBuilder().setHeaders(headers).setEndOfStream(last))
        .build();
  }

  static ProcessingRequest headers(boolean last, Metadata metadata) {
    return headers(last).toBuilder().setMetadataContext(metadata).build();
  }

  static ProcessingRequest mode(
      ProcessingRequest first, BodySendMode request, BodySendMode response) {
    return first.toBuilder()
        .setProtocolConfig(
            ProtocolConfiguration.newBuilder()
                .setRequestBodyMode(request)
                .setResponseBodyMode(response))
        .build();
  }

  static Value list(String... addresses) {
    return Value.newBuilder()
        .setListValue(
            ListValue.newBuilder()
                .addAllValues(
                    Stream.of(addresses)
                        .map(each -> Value.newBuilder().setStringValue(each).build())
                        .toList()))
        .build();
  }

  static Metadata subset(String... addresses) {
    return hint(list(addresses));
  }

  static Metadata hint(Value value) {
    return metadata("envoy.lb.subset_hint", "x-gateway-destination-endpoint-subset", value);
  }

  static Metadata lb(String key, String value) {
    return metadata("envoy.lb", key, Value.newBuilder().setStringValue(value).build());
  }

  static Metadata metadata(String namespace, String key, Value value) {
    return Metadata.newBuilder()
        .putFilterMetadata(namespace, Struct.newBuilder().putFields(key, value).build())
        .build();
  }

  static ProcessingRequest body(String text, boolean last) {
    return ProcessingRequest.newBuilder().setRequestBody(httpBody(text, last)).build();
  }

  static ProcessingRequest requestTrailers() {
    return ProcessingRequest.newBuilder()
        .setRequestTrailers(HttpTrailers.getDefaultInstance())
        .build();
  }

  static ProcessingRequest responseHeaders(boolean last, Metadata metadata) {
    return ProcessingRequest.newBuilder()
        .setResponseHeaders(HttpHeaders.newBuilder().setEndOfStream(last))
        .setMetadataContext(metadata)
        .build();
  }

  static ProcessingRequest responseHeaders(boolean last, String status) {
    HttpHeaders.Builder headers = HttpHeaders.newBuilder().setEndOfStream(last);
    headers
        .getHeadersBuilder()
        .addHeadersBuilder()
        .setKey(":status")
        .setRawValue(ByteString.copyFromUtf8(status));
    return ProcessingRequest.newBuilder().setResponseHeaders(headers).build();
  }

  static ProcessingRequest responseBody(String text, boolean last) {
    return ProcessingRequest.newBuilder().setResponseBody(httpBody(text, last)).build();
  }

  static ProcessingRequest responseTrailers() {
    return ProcessingRequest.newBuilder()
        .setResponseTrailers(HttpTrailers.getDefaultInstance())
        .build();
  }

  static HttpBody httpBody(String text, boolean last) {
    return HttpBody.newBuilder()
        .setBody(ByteString.copyFromUtf8(text))
        .setEndOfStream(last)
        .build();
  }

  static BodyResponse chunk(String text, boolean last) {
    CommonResponse.Builder response = CommonResponse.newBuilder();
    response
        .getBodyMutationBuilder()
        .setStreamedResponse(
            StreamedBodyResponse.newBuilder()
                .setBody(ByteString.copyFromUtf8(text))
                .setEndOfStream(last));
    return BodyResponse.newBuilder().setResponse(response).build();
  }

  static List<BodyResponse> streamed(Conversation conversation, int count)
      throws InterruptedException {
    List<BodyResponse> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chunks.add(conversation.answer().getRequestBody());
    }
    return chunks;
  }

  static StreamedBodyResponse stream(BodyResponse body) {
    return body.getResponse().getBodyMutation().getStreamedResponse();
  }

  static String text(BodyResponse body) {
    return stream(body).getBody().toStringUtf8();
  }

  static String destination(CommonResponse response) {
    return header(response, DESTINATION);
  }

  static String header(CommonResponse response, String name) {
    return response.getHeaderMutation().getSetHeadersList().stream()
        .filter(option -> option.getHeader().getKey().equals(name))
        .map(option -> option.getHeader().getRawValue().toStringUtf8())
        .collect(Collectors.joining("|"));
  }

  static String header(ImmediateResponse response, String name) {
    return response.getHeaders().getSetHeadersList().stream()
        .filter(option -> option.getHeader().getKey().equals(name))
        .map(option -> option.getHeader().getRawValue().toStringUtf8())
        .collect(Collectors.joining("|"));
  }

  static String metadata(ProcessingResponse answer) {
    return answer
        .getDynamicMetadata()
        .getFieldsOrDefault("envoy.lb", Value.getDefaultInstance())
        .getStructValue()
        .getFieldsOrDefault(DESTINATION, Value.getDefaultInstance())
        .getStringValue();
  }
}
