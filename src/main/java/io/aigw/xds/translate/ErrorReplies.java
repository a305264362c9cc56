package io.aigw.xds.translate;

import com.google.protobuf.BoolValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter;
import io.envoyproxy.envoy.config.accesslog.v3.AndFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ComparisonFilter;
import io.envoyproxy.envoy.config.accesslog.v3.HeaderFilter;
import io.envoyproxy.envoy.config.accesslog.v3.MetadataFilter;
import io.envoyproxy.envoy.config.accesslog.v3.OrFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ResponseFlagFilter;
import io.envoyproxy.envoy.config.accesslog.v3.StatusCodeFilter;
import io.envoyproxy.envoy.config.core.v3.RuntimeUInt32;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.LocalReplyConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.ResponseMapper;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the gateway answers itself, in OpenAI's shape. Envoy and the routes decide the
 * status; the texts are here and nowhere else. An upstream's own errors are no local replies and
 * pass unchanged.
 *
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI's errors</a>
 */
final class ErrorReplies {

  private static final String INVALID_REQUEST = "invalid_request_error";
  private static final String SERVER_ERROR = "server_error";
  private static final String MODEL_OF_REQUEST =
      "%DYNAMIC_METADATA(" + Names.METADATA + ":" + Names.MODEL + ")%";

  private ErrorReplies() {}

  /** The replies; the first whose filter matches counts. */
  static LocalReplyConfig config(long maxRequestBytes) {
    return LocalReplyConfig.newBuilder()
        .addMappers(
            reply(
                400,
                or(
                    and(status(400), problem(Names.MALFORMED)),
                    and(
                        noRoute(),
                        header(ScopeTranslator.jsonOrAbsent()),
                        problem(Names.MALFORMED))),
                "The body of the request could not be parsed as JSON (compressed bodies are not supported).",
                INVALID_REQUEST,
                null,
                "invalid_json"))
        .addMappers(
            reply(
                400,
                or(
                    and(status(400), problem(Names.MISSING)),
                    and(
                        noRoute(),
                        header(ScopeTranslator.method("POST")),
                        header(modelPath()),
                        header(ScopeTranslator.jsonOrAbsent()),
                        problem(Names.MISSING))),
                "You must provide a model parameter.",
                INVALID_REQUEST,
                Names.MODEL,
                null))
        // the processor's refusals, which have this shape already: all others are for another model
        .addMappers(ResponseMapper.newBuilder().setFilter(and(status(400), modelIsText())))
        // a picker's refusals, which say more than could be said here
        .addMappers(ResponseMapper.newBuilder().setFilter(status(429)))
        .addMappers(
            reply(
                and(status(404), modelIsText()),
                "The model `"
                    + MODEL_OF_REQUEST
                    + "` does not exist, or no rule of this gateway leads there for this request.",
                INVALID_REQUEST,
                Names.MODEL,
                "model_not_found"))
        .addMappers(
            reply(
                400,
                and(or(status(400), noRoute()), hasModel()),
                "The model parameter must be a string.",
                INVALID_REQUEST,
                Names.MODEL,
                null))
        .addMappers(
            reply(
                status(404),
                "No rule of this gateway matches the request.",
                INVALID_REQUEST,
                null,
                "route_not_found"))
        .addMappers(
            reply(
                flag("NC"),
                "The backend of this rule cannot be resolved; see the conditions of its AIGatewayRoute.",
                SERVER_ERROR,
                null,
                "backend_not_resolved"))
        .addMappers(
            reply(
                flag("UH"),
                "No endpoint is ready to serve this request. Try again later.",
                SERVER_ERROR,
                null,
                "no_ready_endpoint"))
        .addMappers(
            reply(
                status(413),
                "The body of the request is larger than %d bytes.".formatted(maxRequestBytes),
                INVALID_REQUEST,
                null,
                "request_too_large"))
        .addMappers(
            reply(
                status(504),
                "The backend did not answer in time.",
                SERVER_ERROR,
                null,
                "backend_timeout"))
        .addMappers(
            reply(
                status(503),
                "The backend cannot be reached or closed the connection. Try again later.",
                SERVER_ERROR,
                null,
                "backend_unavailable"))
        .addMappers(
            reply(
                atLeast(500),
                "The gateway could not process the request.",
                SERVER_ERROR,
                null,
                "gateway_error"))
        .addMappers(
            reply(
                atLeast(400),
                "The gateway refused the request: %LOCAL_REPLY_BODY%",
                INVALID_REQUEST,
                null,
                null))
        .build();
  }

  /** A reply with another status than the one that it was to have. */
  private static ResponseMapper reply(
      int status,
      AccessLogFilter filter,
      String message,
      String type,
      @Nullable String param,
      @Nullable String code) {
    return reply(filter, message, type, param, code).toBuilder()
        .setStatusCode(UInt32Value.of(status))
        .build();
  }

  private static ResponseMapper reply(
      AccessLogFilter filter,
      String message,
      String type,
      @Nullable String param,
      @Nullable String code) {
    Struct error =
        Struct.newBuilder()
            .putFields("message", text(message))
            .putFields("type", text(type))
            .putFields("param", text(param))
            .putFields("code", text(code))
            .build();
    return ResponseMapper.newBuilder()
        .setFilter(filter)
        .setBodyFormatOverride(
            SubstitutionFormatString.newBuilder()
                .setJsonFormat(
                    Struct.newBuilder()
                        .putFields("error", Value.newBuilder().setStructValue(error).build())))
        .build();
  }

  private static Value text(@Nullable String text) {
    return text == null
        ? Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build()
        : Value.newBuilder().setStringValue(text).build();
  }

  private static AccessLogFilter and(AccessLogFilter... filters) {
    return AccessLogFilter.newBuilder()
        .setAndFilter(AndFilter.newBuilder().addAllFilters(List.of(filters)))
        .build();
  }

  private static AccessLogFilter or(AccessLogFilter one, AccessLogFilter other) {
    return AccessLogFilter.newBuilder()
        .setOrFilter(OrFilter.newBuilder().addFilters(one).addFilters(other))
        .build();
  }

  /** No route was found; where there is a second look, it answers itself. */
  private static AccessLogFilter noRoute() {
    return flag("NR");
  }

  private static AccessLogFilter header(HeaderMatcher matcher) {
    return AccessLogFilter.newBuilder()
        .setHeaderFilter(HeaderFilter.newBuilder().setHeader(matcher))
        .build();
  }

  private static HeaderMatcher modelPath() {
    return HeaderMatcher.newBuilder()
        .setName(":path")
        .setStringMatch(RouteTranslator.regex(ScopeTranslator.MODEL_PATHS + "(\\?.*)?"))
        .build();
  }

  private static AccessLogFilter status(int code) {
    return status(ComparisonFilter.Op.EQ, code);
  }

  private static AccessLogFilter atLeast(int code) {
    return status(ComparisonFilter.Op.GE, code);
  }

  private static AccessLogFilter status(ComparisonFilter.Op op, int code) {
    return AccessLogFilter.newBuilder()
        .setStatusCodeFilter(
            StatusCodeFilter.newBuilder()
                .setComparison(
                    ComparisonFilter.newBuilder()
                        .setOp(op)
                        .setValue(
                            RuntimeUInt32.newBuilder()
                                .setDefaultValue(code)
                                .setRuntimeKey("aigw.unused"))))
        .build();
  }

  private static AccessLogFilter flag(String flag) {
    return AccessLogFilter.newBuilder()
        .setResponseFlagFilter(ResponseFlagFilter.newBuilder().addFlags(flag))
        .build();
  }

  private static AccessLogFilter problem(String problem) {
    return metadata(
        Names.PROBLEM,
        ValueMatcher.newBuilder().setStringMatch(RouteTranslator.exact(problem)).build());
  }

  private static AccessLogFilter hasModel() {
    return metadata(Names.MODEL, ValueMatcher.newBuilder().setPresentMatch(true).build());
  }

  private static AccessLogFilter modelIsText() {
    return metadata(
        Names.MODEL,
        ValueMatcher.newBuilder().setStringMatch(RouteTranslator.regex("(?s).*")).build());
  }

  private static AccessLogFilter metadata(String key, ValueMatcher value) {
    return AccessLogFilter.newBuilder()
        .setMetadataFilter(
            MetadataFilter.newBuilder()
                .setMatcher(RouteTranslator.metadata(key, value))
                .setMatchIfKeyNotFound(BoolValue.of(false)))
        .build();
  }
}
