package io.aigw.simulator.openai;

import org.jspecify.annotations.Nullable;

/** A request that gets an error for an answer, in the shape that vLLM gives it. */
public final class ApiException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String type;
  private final @Nullable String param;

  /**
   * An error.
   *
   * @param status the HTTP status, also the error's code
   * @param type the error's type, for example {@code NotFoundError}
   * @param param the field that is wrong, if it is one
   */
  public ApiException(int status, String type, @Nullable String param, String message) {
    super(message, null, false, false);
    this.status = status;
    this.type = type;
    this.param = param;
  }

  /** A request that is valid JSON of the right types, and yet makes no sense. */
  public static ApiException badRequest(@Nullable String param, String message) {
    return new ApiException(400, "BadRequestError", param, message);
  }

  /**
   * A field that does not fit the schema.
   *
   * @param type the kind of mistake, for example {@code string_type}
   * @param location the field below the body, for example {@code model}
   * @param input what was there instead
   */
  static ApiException invalid(String type, String location, String message, String input) {
    return validation(type, location, message, "'" + input + "'", "");
  }

  /**
   * A body that is no JSON.
   *
   * @param offset of the byte where it stops being it
   */
  static ApiException notJson(long offset) {
    return validation(
        "json_invalid",
        Long.toString(offset),
        "JSON decode error",
        "'<dict of 0 items>'",
        ", 'ctx': {'error': 'Expecting value'}");
  }

  private static ApiException validation(
      String type, String location, String message, String input, String context) {
    String field = "body." + location;
    return new ApiException(
        400,
        "Bad Request",
        field,
        "1 validation error:\n  {'type': '%s', 'loc': '%s', 'msg': '%s', 'input': %s%s}"
            .formatted(type, field, message, input, context));
  }

  public int status() {
    return status;
  }

  /** The answer's body. */
  public byte[] json() {
    return Json.object(
        json -> {
          json.writeObjectFieldStart("error");
          json.writeStringField("message", getMessage());
          json.writeStringField("type", type);
          json.writeStringField("param", param);
          json.writeNumberField("code", status);
          json.writeEndObject();
        });
  }
}
