package io.aigw.decide;

import com.google.protobuf.ByteString;
import io.aigw.pick.Endpoint;
import io.aigw.pick.Pick;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpBody;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request by the endpoint picker protocol. Its endpoint is chosen as soon as what the choice
 * needs is here: by the headers alone where nobody looks at the model, else when the body, or as
 * much of it as names a model, has come. Everything else passes as it is.
 *
 * <p>The gateway's messages are taken one by one, the next when all answers are out, so that a
 * gateway or a client that reads slowly is waited for.
 */
final class PickerExchange extends ServerCall.Listener<ProcessingRequest> {

  private static final Status NOT_KNOWN =
      Status.UNAVAILABLE.withDescription("the pool is not known yet");
  private static final Status OUT_OF_ORDER =
      Status.INVALID_ARGUMENT.withDescription("a request begins with its headers, once");

  /** How far it is with the request. */
  private enum Phase {
    /** Nothing has come. */
    NEW,
    /** The headers are not answered: the body comes all the same. */
    COLLECTING,
    /** The headers are answered, so that the body comes, all of it at once. */
    BUFFERING,
    /** The endpoint is chosen. */
    CHOSEN,
    /** The request was refused. */
    REFUSED
  }

  private final ServerCall<ProcessingRequest, ProcessingResponse> call;
  private final EndpointPicker picker;
  private final Deque<ProcessingResponse> answers = new ArrayDeque<>();
  private Phase phase = Phase.NEW;
  private BodySendMode requestMode = BodySendMode.FULL_DUPLEX_STREAMED;
  private BodySendMode responseMode = BodySendMode.FULL_DUPLEX_STREAMED;
  private @Nullable PickerChoice choice;
  private @Nullable CollectedBody body;
  private boolean bodyEnded;

  /** Whether a message was asked for that has not come. */
  private boolean asked = true;

  private boolean begun;
  private boolean halfClosed;
  private boolean closed;

  /** A request of which one message was asked for. */
  PickerExchange(ServerCall<ProcessingRequest, ProcessingResponse> call, EndpointPicker picker) {
    this.call = call;
    this.picker = picker;
  }

  @Override
  public void onMessage(ProcessingRequest question) {
    if (closed) {
      return;
    }
    asked = false;
    if (question.hasRequestHeaders()) {
      requestHeaders(question);
    } else if (choice == null) {
      close(OUT_OF_ORDER);
    } else if (phase != Phase.REFUSED) {
      goOn(question, choice);
    }
    pump();
  }

  private void requestHeaders(ProcessingRequest question) {
    if (question.hasProtocolConfig()) {
      requestMode = question.getProtocolConfig().getRequestBodyMode();
      responseMode = question.getProtocolConfig().getResponseBodyMode();
    }
    Optional<ServedPool> known = picker.pool();
    if (known.isEmpty() || choice != null) {
      close(known.isEmpty() ? NOT_KNOWN : OUT_OF_ORDER);
      return;
    }
    ServedPool pool = known.get();
    PickerChoice made = new PickerChoice(picker, pool, question);
    choice = made;
    if (question.getRequestHeaders().getEndOfStream() || !pool.readsModels()) {
      chooseByHeaders(made);
      return;
    }
    switch (requestMode) {
      case FULL_DUPLEX_STREAMED -> await(Phase.COLLECTING);
      case BUFFERED -> {
        await(Phase.BUFFERING);
        answers.add(Answers.REQUEST_HEADERS);
      }
      case NONE, STREAMED, BUFFERED_PARTIAL, UNRECOGNIZED -> {
        if (pool.mustReadModels()) {
          refuse(Refusal.BODY_NOT_SENT.answer());
        } else {
          chooseByHeaders(made);
        }
      }
    }
  }

  private void await(Phase next) {
    phase = next;
    body = new CollectedBody();
  }

  private void chooseByHeaders(PickerChoice made) {
    choose(made, "", false, to -> answers.add(PickerAnswers.headers(to)));
  }

  private void goOn(ProcessingRequest question, PickerChoice made) {
    switch (question.getRequestCase()) {
      case REQUEST_BODY -> requestBody(question.getRequestBody(), made);
      case REQUEST_TRAILERS -> requestTrailers(made);
      case RESPONSE_HEADERS -> {
        made.answered(question);
        respond(Answers.RESPONSE_HEADERS, question.getResponseHeaders().getEndOfStream(), made);
      }
      case RESPONSE_BODY -> {
        HttpBody chunk = question.getResponseBody();
        respond(
            responseMode == BodySendMode.FULL_DUPLEX_STREAMED
                ? PickerAnswers.responseChunk(chunk)
                : Answers.RESPONSE_BODY,
            chunk.getEndOfStream(),
            made);
      }
      case RESPONSE_TRAILERS -> respond(Answers.RESPONSE_TRAILERS, true, made);
      case REQUEST_HEADERS, REQUEST_NOT_SET ->
          close(Status.UNIMPLEMENTED.withDescription("unknown phase of a request"));
    }
  }

  private void respond(ProcessingResponse answer, boolean last, PickerChoice made) {
    answers.add(answer);
    if (last) {
      made.over();
    }
  }

  private void requestBody(HttpBody chunk, PickerChoice made) {
    if (bodyEnded) {
      return; // Envoy sends the last chunk of a long body twice now and then (its issue 46237)
    }
    bodyEnded = chunk.getEndOfStream();
    CollectedBody collected = body;
    if (collected == null) {
      answers.add(
          requestMode == BodySendMode.FULL_DUPLEX_STREAMED
              ? PickerAnswers.requestChunk(chunk.getBody(), bodyEnded)
              : Answers.REQUEST_BODY);
      return;
    }
    collected.add(chunk.getBody());
    boolean mustRead = made.pool().mustReadModels();
    Optional<String> first = mustRead ? Optional.empty() : collected.firstModel();
    if (collected.size() > picker.limits().bodyBytes()) {
      if (mustRead) {
        refuse(Refusal.TOO_LARGE.answer());
      } else {
        choose(made, first.orElse(""), false, to -> giveBack(to, collected, null));
      }
    } else if (bodyEnded || phase == Phase.BUFFERING) {
      chooseByBody(made, collected);
    } else if (first.isPresent()) {
      choose(made, first.get(), false, to -> giveBack(to, collected, null));
    }
  }

  private void requestTrailers(PickerChoice made) {
    if (body != null) {
      chooseByBody(made, body);
    }
    bodyEnded = true;
    if (phase == Phase.CHOSEN) {
      answers.add(Answers.REQUEST_TRAILERS);
    }
  }

  /** All of the body is here. */
  private void chooseByBody(PickerChoice made, CollectedBody collected) {
    ModelScanner.Outcome outcome = collected.finish();
    String asked = outcome == ModelScanner.Outcome.STRING ? collected.lastModel() : "";
    if (made.pool().models().isPresent() && collected.size() == 0) {
      refuse(Refusal.NO_BODY.answer());
    } else if (made.pool().models().isPresent() && outcome != ModelScanner.Outcome.STRING) {
      refuse(Refusal.of(outcome).answer());
    } else {
      made.pool()
          .model(asked)
          .ifPresentOrElse(
              served -> choose(made, collected, asked, served),
              () -> refuse(Refusal.UNKNOWN_MODEL.answer()));
    }
  }

  private void choose(
      PickerChoice made, CollectedBody collected, String asked, ServedModel served) {
    String target = served.target(asked, picker.random());
    choose(
        made,
        target,
        served.sheddable(),
        to -> giveBack(to, collected, target.equals(asked) ? null : target));
  }

  private void choose(PickerChoice made, String model, boolean sheddable, Consumer<String> answer) {
    switch (made.make(model, sheddable)) {
      case Pick.Chosen(Endpoint endpoint, var _) -> {
        answer.accept(made.addresses(endpoint));
        phase = Phase.CHOSEN;
        body = null;
      }
      case Pick.Shed() -> refuse(PickerAnswers.dropped(Refusal.NO_ROOM, "rejected-saturated"));
      case Pick.NoEndpoint() ->
          refuse(PickerAnswers.dropped(Refusal.NO_ENDPOINT, "rejected-no-endpoints"));
      case Pick.Unknown() -> close(NOT_KNOWN);
    }
  }

  /** Answers headers and body, as far as they have come. */
  private void giveBack(String endpoints, CollectedBody collected, @Nullable String newModel) {
    ByteString rewritten =
        newModel == null ? null : collected.withModel(Replacement.quote(newModel));
    if (phase == Phase.BUFFERING) {
      answers.add(
          rewritten == null
              ? PickerAnswers.body(endpoints)
              : PickerAnswers.body(endpoints, rewritten));
      return;
    }
    answers.add(PickerAnswers.headers(endpoints));
    if (rewritten == null) {
      PickerAnswers.chunks(collected.chunks(), bodyEnded, answers::add);
    } else {
      PickerAnswers.pieces(rewritten, bodyEnded, answers::add);
    }
  }

  private void refuse(ProcessingResponse refusal) {
    phase = Phase.REFUSED;
    body = null;
    answers.clear();
    answers.add(refusal);
  }

  /** Sends what can be sent now; when all is, takes the next message. */
  private void pump() {
    while (!closed && !answers.isEmpty()) {
      if (!call.isReady()) {
        return;
      }
      send(answers.remove());
    }
    if (closed) {
      return;
    }
    if (halfClosed) {
      close(Status.OK);
    } else if (!asked) {
      asked = true;
      call.request(1);
    }
  }

  private void send(ProcessingResponse answer) {
    if (!begun) {
      begun = true;
      call.sendHeaders(new Metadata());
    }
    call.sendMessage(answer);
    if (answer.hasImmediateResponse()) {
      close(Status.OK);
    }
  }

  @Override
  public void onReady() {
    pump();
  }

  @Override
  public void onHalfClose() {
    halfClosed = true;
    pump();
  }

  @Override
  public void onCancel() {
    end();
  }

  @Override
  public void onComplete() {
    end();
  }

  private void close(Status status) {
    end();
    call.close(status, new Metadata());
  }

  private void end() {
    closed = true;
    answers.clear();
    body = null;
    if (choice != null) {
      choice.over();
    }
  }
}
