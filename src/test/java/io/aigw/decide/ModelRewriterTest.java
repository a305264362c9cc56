package io.aigw.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import io.aigw.testing.NoPools;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.service.ext_proc.v3.BodyResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.CommonResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc;
import io.envoyproxy.envoy.service.ext_proc.v3.HeadersResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpBody;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpTrailers;
import io.envoyproxy.envoy.service.ext_proc.v3.ImmediateResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.TrailersResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRewriterTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<WeakReference<?>> streams = new ArrayList<>();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void serve() throws IOException {
    String name = InProcessServerBuilder.generateName();
    server =
        new Processor((listener, host) -> null, NoPools.POOLS)
            .addTo(InProcessServerBuilder.forName(name))
            .directExecutor()
            .intercept(new StreamRecorder())
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private final class StreamRecorder implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, io.grpc.Metadata headers, ServerCallHandler<Q, A> next) {
      ServerCall.Listener<Q> listener = next.startCall(call, headers);
      streams.add(new WeakReference<>(listener));
      return listener;
    }
  }

  @Test
  void letsHeadersPassRewritesTheBodyAndEndsTheStream() throws Exception {
    Conversation conversation = Conversation.about(channel, "new").headers();
    assertThat(conversation.answer())
        .isEqualTo(
            ProcessingResponse.newBuilder()
                .setRequestHeaders(HeadersResponse.getDefaultInstance())
                .build());
    assertThat(conversation.hasMore()).isFalse();

    conversation.body(utf8("{\"model\":\"old-name\",\"n\":1}"));
    CommonResponse response = conversation.answer().getRequestBody().getResponse();
    assertThat(response.getBodyMutation().getBody()).isEqualTo(utf8("{\"model\":\"new\",\"n\":1}"));
    assertThat(response.getStatus()).isEqualTo(CommonResponse.ResponseStatus.CONTINUE);
    assertThat(response.getClearRouteCache()).isFalse();
    assertThat(response.getHeaderMutation().getRemoveHeadersList()).isEmpty();
    assertThat(response.getHeaderMutation().getSetHeadersList())
        .singleElement()
        .satisfies(
            option -> {
              assertThat(option.getHeader().getKey()).isEqualTo("content-length");
              assertThat(option.getHeader().getRawValue()).isEqualTo(utf8("21"));
              assertThat(option.getAppendAction())
                  .isEqualTo(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD);
            });
    assertThat(conversation.end().getCode()).isEqualTo(Status.Code.OK);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{\"model\":\"a\"}|{\"model\":\"new\"}",
        "` {\t\"model\" : \"a\" ,\n\"x\" : 1.0e5 } `|` {\t\"model\" : \"new\" ,\n\"x\" : 1.0e5 } `",
        "{\"model\":\"a\",\"model\":\"b\"}|{\"model\":\"new\",\"model\":\"new\"}",
        "{\"model\":{\"model\":7},\"mod\\u0065l\":\"b\"}|{\"model\":\"new\",\"mod\\u0065l\":\"new\"}",
        "{\"model\":7 ,\"model\":\"b\"}|{\"model\":\"new\" ,\"model\":\"new\"}",
        "{\"Model\":\"a\",\"x\":{\"model\":\"a\"},\"model\":\"a\"}"
            + "|{\"Model\":\"a\",\"x\":{\"model\":\"a\"},\"model\":\"new\"}",
        "{\"model\":\"\\\"\\\\\\u0041\",\"é\":\"漢\\u00e9\"}|{\"model\":\"new\",\"é\":\"漢\\u00e9\"}",
      })
  void changesNothingButTopLevelModels(String body, String rewritten) throws Exception {
    assertThat(rewrite("new", utf8(body))).isEqualTo(utf8(rewritten));
  }

  @Test
  void rewritesALargeBodyWithModelsAtBothEnds() throws Exception {
    ByteString text = utf8("\"messages\":\"" + "words and ünïcode ".repeat(300_000) + "\"");
    ByteString body = utf8("{\"model\":\"a\",").concat(text).concat(utf8(",\"model\":\"b\"}"));
    assertThat(rewrite("org/new-model:1", body))
        .isEqualTo(
            utf8("{\"model\":\"org/new-model:1\",")
                .concat(text)
                .concat(utf8(",\"model\":\"org/new-model:1\"}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m",
        "with space",
        "\"quoted\"",
        "back\\slash\\",
        "\u0000\u0001\n\t\u001f\u007f",
        "é漢😀",
        "a/b:c@d",
        "\",\"admin\":true,\"x\":\""
      })
  void writesAnyNameAsAJsonString(String name) throws Exception {
    ByteString rewritten = rewrite(name, utf8("{\"model\":\"a\",\"n\":1}"));
    assertThat(JSON.readTree(rewritten.toByteArray()))
        .isEqualTo(JSON.createObjectNode().put("model", name).put("n", 1));
  }

  static Stream<ProcessingRequest> bodiesThatCannotBeRewritten() {
    return Stream.of(
            "secret prompt",
            "{\"model\":\"secret\"",
            "{\"model\":\"secret\"} {}",
            "{\"prompt\":\"secret\"}",
            "{\"model\":[\"secret\"]}",
            "{\"model\":\"secret\",\"model\":null}",
            "[{\"model\":\"secret\"}]",
            "{" + "\"model\":\"secret\",".repeat(20) + "\"n\":1}",
            "\u001f\u008b\b secret")
        .map(body -> Conversation.requestBody(utf8(body)));
  }

  @ParameterizedTest
  @MethodSource("bodiesThatCannotBeRewritten")
  void refusesWhatItCannotRewrite(ProcessingRequest body) throws Exception {
    Conversation conversation = Conversation.about(channel, "new").headers();
    conversation.answer();
    conversation.send(body);
    ImmediateResponse refusal = conversation.answer().getImmediateResponse();
    assertError(refusal, 400, "invalid_request_error");
    assertThat(refusal.toString()).doesNotContain("secret");
    assertThat(conversation.end().getCode()).isEqualTo(Status.Code.OK);
  }

  @Test
  void refusesARequestWithoutABody() throws Exception {
    Conversation noBody =
        Conversation.about(channel, "new").send(Conversation.requestHeaders(true));
    assertError(noBody.answer().getImmediateResponse(), 400, "invalid_request_error");
    assertThat(noBody.end().getCode()).isEqualTo(Status.Code.OK);

    Conversation empty = Conversation.about(channel, "new").body(ByteString.EMPTY);
    assertError(empty.answer().getImmediateResponse(), 400, "invalid_request_error");
    assertThat(empty.end().getCode()).isEqualTo(Status.Code.OK);
  }

  @Test
  void saysWhichParameterIsWrong() throws Exception {
    Conversation conversation = Conversation.about(channel, "new").body(utf8("{\"model\":1}"));
    ImmediateResponse refusal = conversation.answer().getImmediateResponse();
    JsonNode error = JSON.readTree(refusal.getBody().toByteArray()).get("error");
    assertThat(error.get("param").textValue()).isEqualTo("model");
    assertThat(refusal.getDetails()).isEqualTo("model_rewrite_model_not_string");
  }

  @Test
  void withoutAUsableInstructionTheFaultIsTheGateways() throws Exception {
    for (Conversation conversation :
        List.of(
            Conversation.withoutInstruction(channel).headers(),
            Conversation.withoutInstruction(channel).body(utf8("{\"model\":\"a\"}")),
            Conversation.withInstruction(channel, "").headers(),
            Conversation.withInstruction(channel, "no base64!").headers(),
            Conversation.withInstruction(channel, Conversation.base64(new byte[] {(byte) 0xC3}))
                .headers())) {
      assertError(conversation.answer().getImmediateResponse(), 500, "server_error");
      assertThat(conversation.end().getCode()).isEqualTo(Status.Code.OK);
    }
  }

  @Test
  void letsPhasesPassThatItWasNotToSee() throws Exception {
    Conversation conversation = Conversation.about(channel, "new");
    HttpHeaders headers = HttpHeaders.getDefaultInstance();
    HttpTrailers trailers = HttpTrailers.getDefaultInstance();
    conversation.send(ProcessingRequest.newBuilder().setResponseHeaders(headers).build());
    conversation.send(
        ProcessingRequest.newBuilder()
            .setResponseBody(HttpBody.newBuilder().setBody(utf8("{\"model\":\"a\"}")))
            .build());
    conversation.send(ProcessingRequest.newBuilder().setResponseTrailers(trailers).build());
    conversation.send(ProcessingRequest.newBuilder().setRequestTrailers(trailers).build());

    ProcessingResponse.Builder expected = ProcessingResponse.newBuilder();
    assertThat(conversation.answer())
        .isEqualTo(expected.setResponseHeaders(HeadersResponse.getDefaultInstance()).build());
    assertThat(conversation.answer())
        .isEqualTo(expected.setResponseBody(BodyResponse.getDefaultInstance()).build());
    assertThat(conversation.answer())
        .isEqualTo(expected.setResponseTrailers(TrailersResponse.getDefaultInstance()).build());
    assertThat(conversation.answer())
        .isEqualTo(expected.setRequestTrailers(TrailersResponse.getDefaultInstance()).build());
    assertThat(conversation.hasMore()).isFalse();
  }

  @Test
  void findsThePhaseAmongWhatElseAMessageCarries() throws Exception {
    ProcessingRequest.Builder crowded =
        ProcessingRequest.newBuilder()
            .putAttributes("envoy.filters.http.ext_proc", Struct.getDefaultInstance())
            .setMetadataContext(
                Metadata.newBuilder().putFilterMetadata("llm", Struct.getDefaultInstance()));
    Conversation conversation = Conversation.about(channel, "new");
    conversation.send(
        crowded.setRequestHeaders(Conversation.requestHeaders(false).getRequestHeaders()).build());
    assertThat(conversation.answer().hasRequestHeaders()).isTrue();
    conversation.send(
        crowded.setRequestBody(HttpBody.newBuilder().setBody(utf8("{\"model\":\"a\"}"))).build());
    assertThat(newBody(conversation.answer())).isEqualTo(utf8("{\"model\":\"new\"}"));
  }

  @Test
  void aPhaseNobodyKnowsEndsTheStreamWithAnError() throws Exception {
    Conversation conversation =
        Conversation.about(channel, "new").send(ProcessingRequest.getDefaultInstance());
    assertThat(conversation.end().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "22050a036162", // body shorter than announced
        "227f0a03616263",
        "22050a09616263", // bytes longer than their body
        "120218", // headers cut short
        "ff",
      })
  void aMessageThatIsNoQuestionEndsTheStreamWithAnError(String message) {
    MethodDescriptor.Marshaller<String> hex =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(String value) {
            return new ByteArrayInputStream(HexFormat.of().parseHex(value));
          }

          @Override
          public String parse(InputStream stream) {
            throw new AssertionError("nothing to be answered");
          }
        };
    ClientCall<String, String> call =
        channel.newCall(
            ExternalProcessorGrpc.getProcessMethod().toBuilder(hex, hex).build(),
            CallOptions.DEFAULT);
    AtomicReference<Status> end = new AtomicReference<>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, io.grpc.Metadata trailers) {
            end.set(status);
          }
        },
        new io.grpc.Metadata());
    call.request(1);
    call.sendMessage(message);
    assertThat(end.get()).isNotNull().extracting(Status::isOk).isEqualTo(false);
  }

  static Stream<Consumer<Conversation>> partsOfAConversation() {
    ByteString body = utf8("{\"model\":\"a\"}");
    return Stream.of(
        c -> {},
        Conversation::headers,
        c -> c.headers().body(body),
        c -> c.headers().body(utf8("{")),
        c -> c.body(body),
        c -> c.headers().body(body).body(body),
        c -> c.send(Conversation.requestHeaders(true)));
  }

  @ParameterizedTest
  @MethodSource("partsOfAConversation")
  void aResetInAnyPhaseLeavesNothingBehind(Consumer<Conversation> part) throws Exception {
    for (int i = 0; i < 100; i++) {
      Conversation reset = Conversation.about(channel, "new");
      part.accept(reset);
      reset.reset();
      Conversation closed = Conversation.about(channel, "new");
      part.accept(closed);
      closed.halfClose();
      Conversation silent = Conversation.about(channel, "new");
      part.accept(silent);
    }
    assertThat(rewrite("new", utf8("{\"model\":\"a\"}"))).isEqualTo(utf8("{\"model\":\"new\"}"));
    assertThat(streams).hasSize(301);

    channel.shutdownNow(); // resets the silent ones
    server.shutdown();
    assertThat(server.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertCollected(streams);
  }

  private static void assertCollected(List<WeakReference<?>> references) {
    for (int i = 0; i < 50 && references.stream().anyMatch(r -> !r.refersTo(null)); i++) {
      System.gc();
    }
    assertThat(references).allMatch(reference -> reference.refersTo(null));
  }

  @Test
  void anOrderlyEndWithoutABodyIsAnsweredInKind() throws Exception {
    Conversation conversation = Conversation.about(channel, "new").headers().halfClose();
    conversation.answer();
    assertThat(conversation.end().getCode()).isEqualTo(Status.Code.OK);
  }

  private ByteString rewrite(String name, ByteString body) throws InterruptedException {
    Conversation conversation = Conversation.about(channel, name).headers();
    conversation.answer();
    return newBody(conversation.body(body).answer());
  }

  private static ByteString newBody(ProcessingResponse answer) {
    CommonResponse response = answer.getRequestBody().getResponse();
    ByteString body = response.getBodyMutation().getBody();
    assertThat(response.getHeaderMutation().getSetHeadersList())
        .extracting(HeaderValueOption::getHeader)
        .allMatch(header -> header.getRawValue().equals(utf8(Integer.toString(body.size()))));
    return body;
  }

  private static void assertError(ImmediateResponse response, int status, String type)
      throws IOException {
    assertThat(response.getStatus().getCodeValue()).isEqualTo(status);
    assertThat(response.getHeaders().getSetHeadersList())
        .singleElement()
        .satisfies(
            option -> {
              assertThat(option.getHeader().getKey()).isEqualTo("content-type");
              assertThat(option.getHeader().getRawValue()).isEqualTo(utf8("application/json"));
            });
    JsonNode body = JSON.readTree(response.getBody().toByteArray());
    assertThat(body.fieldNames()).toIterable().containsExactly("error");
    JsonNode error = body.get("error");
    assertThat(error.fieldNames()).toIterable().containsExactly("message", "type", "param", "code");
    assertThat(error.get("message").textValue()).isNotBlank();
    assertThat(error.get("type").textValue()).isEqualTo(type);
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
