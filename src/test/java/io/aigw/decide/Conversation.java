package io.aigw.decide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.aigw.route.ModelRewrite;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpBody;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One stream to a processor, as Envoy holds it for one request. */
final class Conversation {

  private static final Metadata.Key<String> INSTRUCTION =
      Metadata.Key.of(ModelRewrite.METADATA_KEY, Metadata.ASCII_STRING_MARSHALLER);
  private static final int PATIENCE_SECONDS = 30;

  private final ClientCall<ProcessingRequest, ProcessingResponse> call;

  /** Answers, and the status at the end. */
  private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

  private Conversation(Channel channel, Metadata metadata) {
    call = channel.newCall(ExternalProcessorGrpc.getProcessMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(ProcessingResponse answer) {
            received.add(answer);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            received.add(status);
          }
        },
        metadata);
    call.request(Integer.MAX_VALUE);
  }

  static Conversation about(Channel channel, String model) {
    return withInstruction(channel, base64(model.getBytes(UTF_8)));
  }

  static Conversation withInstruction(Channel channel, String instruction) {
    Metadata metadata = new Metadata();
    metadata.put(INSTRUCTION, instruction);
    return new Conversation(channel, metadata);
  }

  static Conversation withoutInstruction(Channel channel) {
    return new Conversation(channel, new Metadata());
  }

  static String base64(byte[] name) {
    return Base64.getEncoder().encodeToString(name);
  }

  Conversation send(ProcessingRequest question) {
    call.sendMessage(question);
    return this;
  }

  Conversation headers() {
    return send(requestHeaders(false));
  }

  Conversation body(ByteString body) {
    return send(requestBody(body));
  }

  Conversation halfClose() {
    call.halfClose();
    return this;
  }

  Conversation reset() {
    call.cancel("reset by the client", null);
    return this;
  }

  ProcessingResponse answer() throws InterruptedException {
    return (ProcessingResponse) next();
  }

  Status end() throws InterruptedException {
    return (Status) next();
  }

  boolean hasMore() {
    return !received.isEmpty();
  }

  private Object next() throws InterruptedException {
    Object next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("answer of the processor").isNotNull();
    return next;
  }

  static ProcessingRequest requestHeaders(boolean last) {
    HeaderMap.Builder headers = HeaderMap.newBuilder();
    for (String name : new String[] {":method", ":path", "content-type", "content-length"}) {
      headers.addHeaders(
          HeaderValue.newBuilder().setKey(name).setRawValue(ByteString.copyFromUtf8("value")));
    }
    return ProcessingRequest.newBuilder()
        .setRequestHeaders(HttpHeaders.newBuilder().setHeaders(headers).setEndOfStream(last))
        .build();
  }

  static ProcessingRequest requestBody(ByteString body) {
    return ProcessingRequest.newBuilder()
        .setRequestBody(HttpBody.newBuilder().setBody(body).setEndOfStream(true))
        .build();
  }
}
