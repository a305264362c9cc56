package io.aigw.decide;

import com.google.protobuf.ByteString;
import io.aigw.pick.Pick;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does for one request what its route says: another model in the body ({@link
 * io.aigw.route.ModelRewrite}, {@link io.aigw.route.ModelRenaming}), an endpoint of a pool ({@link
 * io.aigw.route.PickInstruction}), or both in one answer.
 *
 * <p>The filter that asks is to send request headers and, where a model is rewritten or must be
 * read, the request body BUFFERED; nothing of the response. With the last answer the stream is
 * closed, so a running response does not depend on this process any more.
 *
 * <p>Holds nothing but the call, so a reset at any time leaves nothing behind. An answer may come
 * from another thread than the questions; who uses the call holds this object's lock.
 */
final class Exchange extends ServerCall.Listener<ProcessingRequest> {

  private final ServerCall<ProcessingRequest, ProcessingResponse> call;
  private final @Nullable ByteString replacement;
  private final @Nullable Renaming renaming;
  private final @Nullable EndpointQuestion pick;
  private Optional<String> sent = Optional.empty();
  private Optional<String> objective = Optional.empty();
  private boolean begun;
  private boolean closed;

  /**
   * All null: the route does not say what is to be done.
   *
   * @param replacement the new model as a JSON string; null: the body stays as it is
   * @param renaming how it follows from the model that is there; null: it does not
   * @param pick null: no endpoint is named
   */
  Exchange(
      ServerCall<ProcessingRequest, ProcessingResponse> call,
      @Nullable ByteString replacement,
      @Nullable Renaming renaming,
      @Nullable EndpointQuestion pick) {
    this.call = call;
    this.replacement = replacement;
    this.renaming = renaming;
    this.pick = pick;
  }

  @Override
  public synchronized void onMessage(ProcessingRequest question) {
    if (closed) {
      return;
    }
    switch (question.getRequestCase()) {
      case REQUEST_HEADERS -> headers(question.getRequestHeaders());
      case REQUEST_BODY -> body(question.getRequestBody().getBody());
      case REQUEST_TRAILERS -> answer(Answers.REQUEST_TRAILERS);
      case RESPONSE_HEADERS -> answer(Answers.RESPONSE_HEADERS);
      case RESPONSE_BODY -> answer(Answers.RESPONSE_BODY);
      case RESPONSE_TRAILERS -> answer(Answers.RESPONSE_TRAILERS);
      case REQUEST_NOT_SET ->
          close(Status.UNIMPLEMENTED.withDescription("unknown phase of a request"));
    }
  }

  private void headers(HttpHeaders headers) {
    boolean noBody = headers.getEndOfStream();
    if (pick != null) {
      objective = pick.objective(headers);
    }
    if (replacement != null) {
      if (noBody) {
        answerLast(Refusal.NO_BODY.answer());
      } else {
        answer(Answers.REQUEST_HEADERS);
      }
    } else if (pick == null && renaming == null) {
      answerLast(Refusal.NO_INSTRUCTION.answer());
    } else if (!noBody && readsBody()) {
      answer(Answers.REQUEST_HEADERS);
    } else {
      pickOrEnd("", Answers.REQUEST_HEADERS);
    }
  }

  private boolean readsBody() {
    return renaming != null || (pick != null && !pick.knowsModel());
  }

  private void body(ByteString body) {
    if (replacement != null) {
      pickOrEnd("", ModelRewriter.rewrite(body, replacement));
    } else if (readsBody()) {
      String model = ModelReader.model(body);
      Optional<String> renamed =
          renaming == null || model.isEmpty() ? Optional.empty() : renaming.draw(model);
      pickOrEnd(
          renamed.orElse(model),
          renamed
              .map(name -> ModelRewriter.rewrite(body, Replacement.quote(name)))
              .orElse(Answers.REQUEST_BODY));
    } else {
      answerLast(Refusal.NO_INSTRUCTION.answer());
    }
  }

  /**
   * Gives the answer, with an endpoint in it where one is to be named.
   *
   * @param model what the servers are asked for, where the route does not say it
   */
  private void pickOrEnd(String model, ProcessingResponse answer) {
    EndpointQuestion question = pick;
    if (question == null || answer.hasImmediateResponse()) {
      answerLast(answer);
    } else {
      question.ask(model, objective, chosen -> picked(question, chosen, answer));
    }
  }

  private synchronized void picked(
      EndpointQuestion question, Pick pick, ProcessingResponse answer) {
    if (closed) {
      if (pick instanceof Pick.Chosen(var endpoint, var _)) {
        endpoint.ended();
      }
      return;
    }
    switch (pick) {
      case Pick.Chosen(var endpoint, var _) -> {
        sent = question.sent(endpoint, Connections.of(call));
        answerLast(Answers.at(endpoint.address(), sent, answer));
      }
      case Pick.Shed() -> answerLast(elsewhere(question, answer, Refusal.NO_ROOM.answer()));
      // Envoy has the same endpoints, and says that there are none
      case Pick.NoEndpoint() -> answerLast(elsewhere(question, answer, answer));
      case Pick.Unknown() when question.failsOpen() -> answerLast(answer);
      // Envoy asks another processor, or does what the pool's failureMode says
      case Pick.Unknown() -> close(Status.UNAVAILABLE.withDescription("the pool is not known yet"));
    }
  }

  private static ProcessingResponse elsewhere(
      EndpointQuestion question, ProcessingResponse answer, ProcessingResponse otherwise) {
    return question.overflow().map(scope -> Answers.elsewhere(scope, answer)).orElse(otherwise);
  }

  @Override
  public synchronized void onHalfClose() {
    if (!closed) {
      close(Status.OK);
    }
  }

  @Override
  public synchronized void onCancel() {
    closed = true;
    if (pick != null) {
      sent.ifPresent(pick::cancelled); // the answer has not reached Envoy
    }
  }

  private void answer(ProcessingResponse answer) {
    send(answer);
    call.request(1);
  }

  private void answerLast(ProcessingResponse answer) {
    send(answer);
    close(Status.OK);
  }

  /** Nothing goes out before there is an answer: Envoy asks another one where there is none. */
  private void send(ProcessingResponse answer) {
    if (!begun) {
      begun = true;
      call.sendHeaders(new Metadata());
    }
    call.sendMessage(answer);
  }

  private void close(Status status) {
    closed = true;
    call.close(status, new Metadata());
  }
}
