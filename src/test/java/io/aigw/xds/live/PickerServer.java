package io.aigw.xds.live;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.aigw.testing.Pki;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.ext_proc.v3.BodyMutation;
import io.envoyproxy.envoy.service.ext_proc.v3.BodyResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.CommonResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc;
import io.envoyproxy.envoy.service.ext_proc.v3.HeaderMutation;
import io.envoyproxy.envoy.service.ext_proc.v3.HeadersResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.envoyproxy.envoy.service.ext_proc.v3.ImmediateResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.StreamedBodyResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.TrailersResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An endpoint picker: it reads the whole request, and then names what the request's header {@code
 * x-pick} says; a number there is a status to refuse with.
 */
final class PickerServer extends ExternalProcessorGrpc.ExternalProcessorImplBase
    implements AutoCloseable {

  private static final String DESTINATION = "x-gateway-destination-endpoint";

  private final Server server;

  /** The bodies of requests that it was asked about. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** Which endpoints it was told to have served. */
  final List<String> served = new CopyOnWriteArrayList<>();

  private PickerServer(int port, boolean tls) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    if (tls) {
      builder.useTransportSecurity(pem("server.crt"), pem("server.key"));
    }
    server = builder.directExecutor().addService(this).build().start();
  }

  /** One that speaks TLS, by a certificate that nobody knows. */
  static PickerServer start(int port) throws IOException {
    return new PickerServer(port, true);
  }

  static PickerServer startPlain(int port) throws IOException {
    return new PickerServer(port, false);
  }

  private static ByteArrayInputStream pem(String file) {
    return new ByteArrayInputStream(Pki.text(file).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public StreamObserver<ProcessingRequest> process(StreamObserver<ProcessingResponse> answers) {
    return new Conversation(answers);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /** About one request. */
  private final class Conversation implements StreamObserver<ProcessingRequest> {

    private final StreamObserver<ProcessingResponse> answers;
    private String pick = "";
    private ByteString body = ByteString.EMPTY;

    Conversation(StreamObserver<ProcessingResponse> answers) {
      this.answers = answers;
    }

    @Override
    public void onNext(ProcessingRequest request) {
      switch (request.getRequestCase()) {
        case REQUEST_HEADERS -> {
          pick = header(request.getRequestHeaders(), "x-pick");
          if (request.getRequestHeaders().getEndOfStream()) {
            answer(false);
          }
        }
        case REQUEST_BODY -> {
          body = body.concat(request.getRequestBody().getBody());
          if (request.getRequestBody().getEndOfStream()) {
            answer(true);
          }
        }
        case RESPONSE_HEADERS -> {
          served.add(
              request
                  .getMetadataContext()
                  .getFilterMetadataOrDefault("envoy.lb", Struct.getDefaultInstance())
                  .getFieldsOrDefault(DESTINATION + "-served", Value.getDefaultInstance())
                  .getStringValue());
          answers.onNext(
              ProcessingResponse.newBuilder()
                  .setResponseHeaders(HeadersResponse.getDefaultInstance())
                  .build());
        }
        case RESPONSE_BODY ->
            answers.onNext(
                ProcessingResponse.newBuilder()
                    .setResponseBody(
                        streamed(
                            request.getResponseBody().getBody(),
                            request.getResponseBody().getEndOfStream()))
                    .build());
        case REQUEST_TRAILERS ->
            answers.onNext(
                ProcessingResponse.newBuilder()
                    .setRequestTrailers(TrailersResponse.getDefaultInstance())
                    .build());
        case RESPONSE_TRAILERS ->
            answers.onNext(
                ProcessingResponse.newBuilder()
                    .setResponseTrailers(TrailersResponse.getDefaultInstance())
                    .build());
        case REQUEST_NOT_SET -> throw new IllegalStateException(request.toString());
      }
    }

    private void answer(boolean hasBody) {
      asked.add(body.toStringUtf8());
      if (pick.matches("[0-9]+")) {
        answers.onNext(
            ProcessingResponse.newBuilder()
                .setImmediateResponse(
                    ImmediateResponse.newBuilder()
                        .setStatus(
                            HttpStatus.newBuilder()
                                .setCode(StatusCode.forNumber(Integer.parseInt(pick)))))
                .build());
        return;
      }
      answers.onNext(choice());
      if (hasBody) {
        answers.onNext(
            ProcessingResponse.newBuilder().setRequestBody(streamed(body, true)).build());
      }
    }

    private ProcessingResponse choice() {
      HeadersResponse headers =
          HeadersResponse.newBuilder()
              .setResponse(
                  CommonResponse.newBuilder()
                      .setClearRouteCache(true)
                      .setHeaderMutation(
                          HeaderMutation.newBuilder()
                              .addSetHeaders(
                                  HeaderValueOption.newBuilder()
                                      .setHeader(
                                          HeaderValue.newBuilder()
                                              .setKey(DESTINATION)
                                              .setRawValue(ByteString.copyFromUtf8(pick))))))
              .build();
      Struct destination =
          Struct.newBuilder()
              .putFields(DESTINATION, Value.newBuilder().setStringValue(pick).build())
              .build();
      return ProcessingResponse.newBuilder()
          .setRequestHeaders(headers)
          .setDynamicMetadata(
              Struct.newBuilder()
                  .putFields("envoy.lb", Value.newBuilder().setStructValue(destination).build()))
          .build();
    }

    @Override
    public void onError(Throwable t) {
      // Envoy has ended the request
    }

    @Override
    public void onCompleted() {
      answers.onCompleted();
    }
  }

  private static BodyResponse streamed(ByteString bytes, boolean last) {
    return BodyResponse.newBuilder()
        .setResponse(
            CommonResponse.newBuilder()
                .setBodyMutation(
                    BodyMutation.newBuilder()
                        .setStreamedResponse(
                            StreamedBodyResponse.newBuilder().setBody(bytes).setEndOfStream(last))))
        .build();
  }

  private static String header(HttpHeaders headers, String name) {
    return headers.getHeaders().getHeadersList().stream()
        .filter(header -> header.getKey().equals(name))
        .map(header -> header.getRawValue().toStringUtf8())
        .findFirst()
        .orElse("");
  }
}
