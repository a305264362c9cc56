package io.aigw.decide;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.service.ext_proc.v3.HeaderMutation;
import io.envoyproxy.envoy.service.ext_proc.v3.ImmediateResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a request cannot go on, and what its client is told, in the shape of OpenAI's API. */
enum Refusal {
  NO_BODY(Blame.CLIENT, null, "The request has no body; a JSON object with a model is expected."),
  MALFORMED(
      Blame.CLIENT,
      null,
      "The request body is not valid JSON in UTF-8. A compressed body cannot be read."),
  NO_MODEL(Blame.CLIENT, "model", "The request body names no model."),
  MODEL_NOT_STRING(Blame.CLIENT, "model", "The model in the request body must be a string."),
  MODEL_REPEATED(Blame.CLIENT, "model", "The request body names a model too many times."),
  /** No server of the pool has room for a request that may be refused. */
  NO_ROOM(Blame.LOAD, null, "All servers of this model are busy. Try again later."),
  /** A body of which all would have to be read is longer than what is read. */
  TOO_LARGE(Blame.SIZE, null, "The request body is too large to be read for its model."),
  /** The pool has InferenceModels, and none of this name. */
  UNKNOWN_MODEL(Blame.NAME, "model", "The model does not exist."),
  /** The pool, or what the request is restricted to, has no ready endpoint. */
  NO_ENDPOINT(Blame.POOL, null, "No server of this model is ready."),
  /** The pool has InferenceModels, and the gateway that asks keeps the request's body to itself. */
  BODY_NOT_SENT(
      Blame.GATEWAY,
      null,
      "The gateway does not show the request's body to the endpoint picker, which must read its model."),
  /** The route sends its requests here without saying what the model is to be called. */
  NO_INSTRUCTION(
      Blame.GATEWAY, null, "The gateway is configured to rewrite the model, but not into what.");

  private enum Blame {
    CLIENT(StatusCode.BadRequest, "invalid_request_error", null, Answers.JSON),
    LOAD(StatusCode.TooManyRequests, "rate_limit_error", "pool_saturated", Answers.JSON_LATER),
    SIZE(StatusCode.PayloadTooLarge, "invalid_request_error", "request_too_large", Answers.JSON),
    NAME(StatusCode.NotFound, "invalid_request_error", "model_not_found", Answers.JSON),
    POOL(StatusCode.ServiceUnavailable, "server_error", "no_endpoint", Answers.JSON),
    GATEWAY(StatusCode.InternalServerError, "server_error", null, Answers.JSON);

    final StatusCode status;
    final String type;
    final @Nullable String code;
    final HeaderMutation headers;

    Blame(StatusCode status, String type, @Nullable String code, HeaderMutation headers) {
      this.status = status;
      this.type = type;
      this.code = code;
      this.headers = headers;
    }
  }

  private final ProcessingResponse answer;

  Refusal(Blame blame, @Nullable String param, String message) {
    String body =
        "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":%s,\"code\":%s}}"
            .formatted(message, blame.type, quoted(param), quoted(blame.code));
    answer =
        ProcessingResponse.newBuilder()
            .setImmediateResponse(
                ImmediateResponse.newBuilder()
                    .setStatus(HttpStatus.newBuilder().setCode(blame.status))
                    .setHeaders(blame.headers)
                    .setBody(ByteString.copyFromUtf8(body))
                    .setDetails(
                        blame.code == null
                            ? "model_rewrite_" + name().toLowerCase(Locale.ROOT)
                            : blame.code))
            .build();
  }

  /** Why a body is refused that does not name one model. */
  static Refusal of(ModelScanner.Outcome outcome) {
    return switch (outcome) {
      case NOT_STRING -> MODEL_NOT_STRING;
      case ABSENT -> NO_MODEL;
      case REPEATED -> MODEL_REPEATED;
      case MALFORMED -> MALFORMED;
      case STRING -> throw new IllegalArgumentException("that is a model");
    };
  }

  private static @Nullable String quoted(@Nullable String text) {
    return text == null ? null : '"' + text + '"';
  }

  /** The answer that ends the request; the details name the reason in Envoy's access log. */
  ProcessingResponse answer() {
    return answer;
  }
}
