package io.aigw.decide;

import static io.aigw.decide.PickerFixture.ONE;
import static io.aigw.decide.PickerFixture.THREE;
import static io.aigw.decide.PickerFixture.TWO;
import static io.aigw.decide.PickerFixture.endpoints;
import static io.aigw.decide.PickerMessages.body;
import static io.aigw.decide.PickerMessages.chunk;
import static io.aigw.decide.PickerMessages.destination;
import static io.aigw.decide.PickerMessages.header;
import static io.aigw.decide.PickerMessages.headers;
import static io.aigw.decide.PickerMessages.hint;
import static io.aigw.decide.PickerMessages.lb;
import static io.aigw.decide.PickerMessages.list;
import static io.aigw.decide.PickerMessages.metadata;
import static io.aigw.decide.PickerMessages.mode;
import static io.aigw.decide.PickerMessages.requestTrailers;
import static io.aigw.decide.PickerMessages.responseBody;
import static io.aigw.decide.PickerMessages.responseHeaders;
import static io.aigw.decide.PickerMessages.responseTrailers;
import static io.aigw.decide.PickerMessages.streamed;
import static io.aigw.decide.PickerMessages.subset;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import io.aigw.pick.Endpoint;
import io.aigw.pick.Policies;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode;
import io.envoyproxy.envoy.service.ext_proc.v3.BodyResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.CommonResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc;
import io.envoyproxy.envoy.service.ext_proc.v3.HeadersResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ImmediateResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.TrailersResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint picker protocol, message by message. */
class EndpointPickerTest {

  private final PickerFixture picker = new PickerFixture();

  EndpointPickerTest() throws IOException {}

  @AfterEach
  void stop() {
    picker.close();
  }

  // --- the choice ------------------------------------------------------------------------------

  @Test
  void headerAndMetadataNameTheSameEndpoint() throws Exception {
    ProcessingResponse answer = picker.ask().send(headers(true)).answer();

    String endpoint = destination(answer.getRequestHeaders().getResponse());
    assertThat(endpoint).isIn(ONE, TWO, THREE);
    assertThat(metadata(answer)).isEqualTo(endpoint);
    assertThat(answer.getRequestHeaders().getResponse().getClearRouteCache()).isTrue();
  }

  @Test
  void aRequestCountsUntilItsResponseHasEnded() throws Exception {
    Conversation first = picker.ask().send(headers(true));
    String taken = metadata(first.answer());
    for (int i = 0; i < 20; i++) {
      Conversation other = picker.ask().send(headers(true));
      assertThat(metadata(other.answer())).isNotEqualTo(taken);
      other.halfClose().end();
    }
    assertThat(picker.inFlight()).containsOnly(Map.entry(taken, 1));

    first.send(responseHeaders(false, Metadata.getDefaultInstance())).answer();
    first.send(responseBody("part", false)).answer();
    assertThat(picker.inFlight()).containsOnly(Map.entry(taken, 1));
    first.send(responseBody("", true)).answer();
    assertThat(picker.inFlight()).isEmpty();
    first.halfClose();
    assertThat(first.end().isOk()).isTrue();
    assertThat(picker.inFlight()).isEmpty();
  }

  @Test
  void aRequestThatIsResetCountsNoMore() throws Exception {
    List<Conversation> many = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Conversation one = picker.ask().send(headers(false)).send(body("{", false));
      one.answer();
      many.add(one);
    }
    assertThat(picker.inFlight())
        .containsOnly(Map.entry(ONE, 2), Map.entry(TWO, 2), Map.entry(THREE, 2));
    many.forEach(Conversation::reset);
    assertThat(picker.inFlight()).isEmpty();
  }

  @Test
  void howItWasAnsweredIsKnownOfAnEndpoint() throws Exception {
    Conversation good = picker.ask().send(headers(true, subset(ONE)));
    good.answer();
    good.send(responseHeaders(true, "200")).answer();
    Conversation bad = picker.ask().send(headers(true, subset(ONE)));
    bad.answer();
    bad.send(responseHeaders(true, "503")).answer();

    Endpoint one = picker.pool().endpoints().getFirst();
    assertThat(one.answered()).isEqualTo(1);
    assertThat(one.failed()).isEqualTo(1);
    assertThat(one.firstByteMillis()).isPositive();
    assertThat(one.inFlight()).isZero();
  }

  @Test
  void whoReallyServedIsWhoseRequestItIs() throws Exception {
    Conversation one = picker.ask().send(headers(true));
    String chosen = metadata(one.answer());
    String other = chosen.equals(ONE) ? TWO : ONE;

    one.send(responseHeaders(false, lb("x-gateway-destination-endpoint-served", other))).answer();
    assertThat(picker.inFlight()).containsOnly(Map.entry(other, 1));
    one.send(responseTrailers());
    assertThat(one.answer().getResponseTrailers()).isEqualTo(TrailersResponse.getDefaultInstance());
    assertThat(picker.inFlight()).isEmpty();

    Conversation elsewhere = picker.ask().send(headers(true));
    elsewhere.answer();
    elsewhere.send(
        responseHeaders(false, lb("x-gateway-destination-endpoint-served", "10.0.0.9:1")));
    elsewhere.answer();
    assertThat(picker.inFlight()).isEmpty();
  }

  @Test
  void anErrorIsOnlyThatOfWhoReallyServed() throws Exception {
    Conversation asked = picker.ask().send(headers(true, subset(ONE)));
    asked.answer();
    asked
        .send(
            responseHeaders(true, "503").toBuilder()
                .setMetadataContext(lb("x-gateway-destination-endpoint-served", TWO))
                .build())
        .answer();

    assertThat(picker.pool().endpoints().stream().map(Endpoint::failed))
        .containsExactly(0L, 1L, 0L);
    assertThat(picker.inFlight()).isEmpty();
  }

  @Test
  void aListHasTheChosenOneFirstAndThenThoseWithTheFewestInFlight() throws Exception {
    Conversation busy = picker.ask().send(headers(true, subset(TWO)));
    assertThat(metadata(busy.answer())).isEqualTo(TWO);
    ManagedChannel listing = picker.channel(2);
    ManagedChannel listingAll = picker.channel(9);

    ProcessingResponse two = Conversation.withoutInstruction(listing).send(headers(true)).answer();
    assertThat(metadata(two)).isIn(ONE + "," + THREE, THREE + "," + ONE);
    assertThat(destination(two.getRequestHeaders().getResponse())).isEqualTo(metadata(two));
    ProcessingResponse all =
        Conversation.withoutInstruction(listingAll).send(headers(true, subset(TWO, ONE))).answer();
    assertThat(metadata(all)).isEqualTo(ONE + "," + TWO);
  }

  @Test
  void sessionsStayTogether() throws Exception {
    picker.serves(Policies.SESSION_AFFINITY, Optional.empty());
    Set<String> all = new HashSet<>();
    for (int session = 0; session < 20; session++) {
      Set<String> ofOne = new HashSet<>();
      for (int i = 0; i < 4; i++) {
        ofOne.add(
            metadata(picker.ask().send(headers(true, "x-session-id", "s" + session)).answer()));
      }
      assertThat(ofOne).hasSize(1);
      all.addAll(ofOne);
    }
    assertThat(all).containsExactlyInAnyOrder(ONE, TWO, THREE);
  }

  // --- restricted candidates -------------------------------------------------------------------

  @Test
  void onlyTheSubsetIsChosenFromPortsIncluded() throws Exception {
    picker.serves(
        Policies.LEAST_REQUESTS,
        Optional.empty(),
        "10.0.0.1:8000",
        "10.0.0.1:8001",
        "[fd00::1]:8000");
    for (int i = 0; i < 10; i++) {
      assertThat(chosenFrom("10.0.0.1:8001")).isEqualTo("10.0.0.1:8001");
    }
    assertThat(chosenFrom("[fd00::1]:8000", "10.9.9.9:1")).isEqualTo("[fd00::1]:8000");
    ProcessingResponse text =
        picker
            .ask()
            .send(
                headers(
                    true,
                    hint(Value.newBuilder().setStringValue("10.9.9.9:1, 10.0.0.1:8000").build())))
            .answer();
    assertThat(metadata(text)).isEqualTo("10.0.0.1:8000");
  }

  @Test
  void nothingEligibleIs503() throws Exception {
    for (Value hint :
        List.of(
            list(),
            list("192.168.1.99:8000"),
            list("192.168.1.1:9000"),
            list("192.168.1.1"),
            Value.newBuilder().setStringValue("").build(),
            Value.newBuilder().setNumberValue(1).build())) {
      Conversation one = picker.ask().send(headers(true, hint(hint)));
      ImmediateResponse refusal = one.answer().getImmediateResponse();
      assertThat(refusal.getStatus().getCodeValue()).isEqualTo(503);
      assertThat(header(refusal, "x-llm-d-request-dropped-reason"))
          .isEqualTo("rejected-no-endpoints");
      assertThat(refusal.getBody().toStringUtf8()).contains("\"code\":\"no_endpoint\"");
      assertThat(one.end().isOk()).isTrue();
    }
    assertThat(picker.inFlight()).isEmpty();
  }

  @Test
  void whoCameAMomentAgoIsNewAlthoughNobodySaidSoYet() throws Exception {
    picker.has(Newcomers.none(Duration.ZERO).after(endpoints(ONE, TWO), System.nanoTime()));
    picker.pool().set(List.of(ONE, THREE));
    for (int i = 0; i < 3; i++) {
      assertThat(metadata(picker.ask().send(headers(true)).answer())).isEqualTo(ONE);
    }
  }

  @Test
  void whoIsNewIsLeftOutUnlessTheGatewayNamesItOrThereIsNobodyElse() throws Exception {
    long now = System.nanoTime();
    Newcomers some =
        Newcomers.none(Duration.ofDays(1))
            .after(endpoints(ONE), now)
            .after(endpoints(ONE, TWO, THREE), now);
    picker.has(some);
    ManagedChannel listing = picker.channel(3);
    for (int i = 0; i < 10; i++) {
      assertThat(metadata(picker.ask().send(headers(true)).answer())).isEqualTo(ONE);
      assertThat(metadata(Conversation.withoutInstruction(listing).send(headers(true)).answer()))
          .isEqualTo(ONE);
    }
    assertThat(chosenFrom(TWO)).isEqualTo(TWO);

    picker.has(some.after(endpoints(TWO, THREE), now));
    picker.pool().set(List.of(TWO, THREE));
    assertThat(
            List.of(
                metadata(picker.ask().send(headers(true)).answer()),
                metadata(picker.ask().send(headers(true)).answer())))
        .containsExactlyInAnyOrder(TWO, THREE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anEmptyPoolIs503WithABodyAndWithout(boolean withBody) throws Exception {
    picker.pool().set(List.of());
    Conversation one = picker.ask().send(headers(!withBody));
    assertThat(one.answer().getImmediateResponse().getStatus().getCodeValue()).isEqualTo(503);
    assertThat(one.end().isOk()).isTrue();
  }

  @Test
  void aPoolThatIsNotKnownYetIsLeftToTheGateway() throws Exception {
    picker.isNotKnown();
    assertThat(picker.ask().send(headers(true)).end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  // --- bodies, both ways ------------------------------------------------------------------------

  @Test
  void everyChunkIsGivenBackInItsPlace() throws Exception {
    Conversation one = picker.ask().send(headers(false));
    assertThat(one.answer().hasRequestHeaders()).isTrue();
    one.send(body("a", false)).send(body("b", false)).send(body("", true));
    assertThat(streamed(one, 3))
        .containsExactly(chunk("a", false), chunk("b", false), chunk("", true));

    one.send(responseHeaders(false, Metadata.getDefaultInstance()));
    assertThat(one.answer().getResponseHeaders()).isEqualTo(HeadersResponse.getDefaultInstance());
    one.send(responseBody("data: 1\n\n", false)).send(responseBody("data: 2\n\n", true));
    assertThat(one.answer().getResponseBody()).isEqualTo(chunk("data: 1\n\n", false));
    assertThat(one.answer().getResponseBody()).isEqualTo(chunk("data: 2\n\n", true));
    assertThat(one.hasMore()).isFalse();
  }

  @Test
  void trailersEndABodyToo() throws Exception {
    picker.serves(Policies.LEAST_REQUESTS, Optional.of(PickerFixture.MODELS));
    Conversation one = picker.ask().send(headers(false)).send(body("{\"model\":", false));
    one.send(body("\"direct-model\"}", false));
    assertThat(one.hasMore()).isFalse();
    one.send(requestTrailers());
    assertThat(metadata(one.answer())).isNotEmpty();
    assertThat(streamed(one, 2))
        .containsExactly(chunk("{\"model\":", false), chunk("\"direct-model\"}", false));
    assertThat(one.answer().getRequestTrailers()).isEqualTo(TrailersResponse.getDefaultInstance());
  }

  @Test
  void whatEnvoySendsTwiceIsTakenOnce() throws Exception {
    picker.serves(Policies.LEAST_REQUESTS, Optional.of(PickerFixture.MODELS));
    String json = "{\"model\":\"direct-model\"}";
    Conversation one =
        picker.ask().send(headers(false)).send(body(json, true)).send(body(json, true));
    assertThat(metadata(one.answer())).isNotEmpty();
    assertThat(streamed(one, 1)).containsExactly(chunk(json, true));
    one.send(responseHeaders(true, Metadata.getDefaultInstance()));
    assertThat(one.answer().hasResponseHeaders()).isTrue();
  }

  @Test
  void whereNobodyLooksAtTheModelNothingOfTheBodyIsAwaited() throws Exception {
    assertThat(metadata(picker.ask().send(headers(false)).answer())).isNotEmpty();
  }

  @Test
  void aHintIsAwaitedOnlyUntilItIsHere() throws Exception {
    picker.serves(Policies.DECISION_TREE, Optional.empty());
    picker.says(ONE, 0, 0.2, "foo");
    picker.says(TWO, 0, 0.2, "wanted");
    picker.says(THREE, 0, 0.2, "bar");

    Conversation one = picker.ask().send(headers(false)).send(body("{\"model\":\"want", false));
    assertThat(one.hasMore()).isFalse();
    one.send(body("ed\",\"prompt\":\"", false));
    assertThat(metadata(one.answer())).isEqualTo(TWO);
    assertThat(streamed(one, 2))
        .containsExactly(chunk("{\"model\":\"want", false), chunk("ed\",\"prompt\":\"", false));
    one.send(body("no JSON at all", true));
    assertThat(streamed(one, 1)).containsExactly(chunk("no JSON at all", true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no healthy upstream", "{\"prompt\":\"hello world\"}", "{\"model\":7}"})
  void whatNamesNoModelPassesWhereNoModelIsNeeded(String body) throws Exception {
    picker.serves(Policies.DECISION_TREE, Optional.empty());
    Conversation one = picker.ask().send(headers(false)).send(body(body, true));
    assertThat(metadata(one.answer())).isNotEmpty();
    assertThat(streamed(one, 1)).containsExactly(chunk(body, true));
  }

  @Test
  void aBodyThatIsTooLongIsNotAwaitedToItsEnd() throws Exception {
    String half = "[" + "1,".repeat(PickerFixture.LIMIT / 4);
    picker.serves(Policies.DECISION_TREE, Optional.empty());
    Conversation hinted = picker.ask().send(headers(false)).send(body(half, false));
    assertThat(hinted.hasMore()).isFalse();
    hinted.send(body(half, false));
    assertThat(metadata(hinted.answer())).isNotEmpty();
    assertThat(streamed(hinted, 2)).containsExactly(chunk(half, false), chunk(half, false));

    picker.serves(Policies.DECISION_TREE, Optional.of(PickerFixture.MODELS));
    Conversation refused =
        picker.ask().send(headers(false)).send(body(half, false)).send(body(half, false));
    assertThat(refused.answer().getImmediateResponse().getStatus().getCodeValue()).isEqualTo(413);
    assertThat(refused.end().isOk()).isTrue();
  }

  @Test
  void bufferedBodiesAreAnsweredWithTheChoice() throws Exception {
    picker.serves(Policies.LEAST_REQUESTS, Optional.of(PickerFixture.MODELS));
    String json = "{\"model\":\"my-model\",\"prompt\":\"test1\"}";
    Conversation one =
        picker.ask().send(mode(headers(false), BodySendMode.BUFFERED, BodySendMode.NONE));
    ProcessingResponse goOn = one.answer();
    assertThat(goOn).isEqualTo(Answers.REQUEST_HEADERS);
    one.send(body(json, true));
    ProcessingResponse answer = one.answer();
    CommonResponse response = answer.getRequestBody().getResponse();
    assertThat(destination(response)).isEqualTo(metadata(answer)).isNotEmpty();
    String expected = "{\"model\":\"my-model-12345\",\"prompt\":\"test1\"}";
    assertThat(response.getBodyMutation().getBody().toStringUtf8()).isEqualTo(expected);
    assertThat(header(response, "content-length")).isEqualTo("" + expected.length());
    assertThat(response.getClearRouteCache()).isTrue();

    Conversation same =
        picker.ask().send(mode(headers(false), BodySendMode.BUFFERED, BodySendMode.NONE));
    same.answer();
    same.send(body("{\"model\":\"direct-model\"}", true));
    CommonResponse unchanged = same.answer().getRequestBody().getResponse();
    assertThat(unchanged.hasBodyMutation()).isFalse();
    assertThat(destination(unchanged)).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = BodySendMode.class,
      names = {"BUFFERED", "STREAMED", "BUFFERED_PARTIAL"})
  void bodiesThatAreNotLookedAtPassInTheirOwnWay(BodySendMode way) throws Exception {
    Conversation one = picker.ask().send(mode(headers(false), way, way));
    assertThat(metadata(one.answer())).isNotEmpty();
    one.send(body("abc", true));
    assertThat(one.answer().getRequestBody()).isEqualTo(BodyResponse.getDefaultInstance());
    one.send(responseHeaders(false, Metadata.getDefaultInstance())).answer();
    one.send(responseBody("abc", true));
    assertThat(one.answer().getResponseBody()).isEqualTo(BodyResponse.getDefaultInstance());
  }

  @ParameterizedTest
  @EnumSource(
      value = BodySendMode.class,
      names = {"NONE", "STREAMED", "BUFFERED_PARTIAL"})
  void modelsCannotBeServedByWhatDoesNotShowTheBody(BodySendMode way) throws Exception {
    picker.serves(Policies.LEAST_REQUESTS, Optional.of(PickerFixture.MODELS));
    Conversation one = picker.ask().send(mode(headers(false), way, BodySendMode.NONE));
    assertThat(one.answer().getImmediateResponse().getStatus().getCodeValue()).isEqualTo(500);
  }

  @Test
  void messagesOutOfOrderEndTheStream() throws Exception {
    assertThat(picker.ask().send(body("{}", true)).end().getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    Conversation twice = picker.ask().send(headers(true));
    twice.answer();
    assertThat(twice.send(headers(true)).end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(picker.inFlight()).isEmpty();
  }

  @Test
  void whoReadsNothingIsNotListenedTo() {
    ClientCall<ProcessingRequest, ProcessingResponse> call =
        picker.channel().newCall(ExternalProcessorGrpc.getProcessMethod(), CallOptions.DEFAULT);
    List<ProcessingResponse> read = new ArrayList<>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(ProcessingResponse answer) {
            read.add(answer);
          }
        },
        new io.grpc.Metadata());
    call.sendMessage(headers(false));
    assertThat(call.isReady()).as("whether it asks for more").isFalse();
    call.request(1);
    assertThat(read).hasSize(1);
    assertThat(call.isReady()).isTrue();
    for (int i = 0; i < 3; i++) {
      call.sendMessage(body("chunk", false));
      assertThat(call.isReady()).isFalse();
      call.request(1);
      assertThat(read).hasSize(2 + i);
      assertThat(call.isReady()).isTrue();
    }
    call.cancel("enough", null);
    assertThat(picker.inFlight()).isEmpty();
  }

  private String chosenFrom(String... subset) throws Exception {
    Conversation one = picker.ask().send(headers(true, subset(subset)));
    String chosen = metadata(one.answer());
    one.reset();
    return chosen;
  }
}
