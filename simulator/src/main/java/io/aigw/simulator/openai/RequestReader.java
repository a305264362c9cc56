package io.aigw.simulator.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.aigw.simulator.openai.ApiRequest.Conversation;
import io.aigw.simulator.openai.ApiRequest.Message;
import io.aigw.simulator.openai.ApiRequest.Prompt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request. Of a key that occurs twice the last value counts, keys are compared
 * after their escapes are resolved and with their case, and what is not known is passed over: as
 * Python's parser does it under vLLM.
 */
final class RequestReader {
  private static final List<Prompt> NO_TEXT = List.of(new ApiRequest.Text(""));

  private final Endpoint endpoint;
  private final JsonParser json;

  private @Nullable String model;
  private boolean stream;
  private boolean includeUsage;
  private boolean continuousUsage;
  private OptionalInt maxTokens = OptionalInt.empty();
  private OptionalInt maxCompletionTokens = OptionalInt.empty();
  private int minTokens;
  private boolean ignoreEos;
  private int choices = 1;
  private OptionalInt dimensions = OptionalInt.empty();
  private boolean base64;
  private String tools = "";
  private String instructions = "";
  private @Nullable List<Message> messages;
  private @Nullable List<Prompt> prompts;

  private RequestReader(Endpoint endpoint, JsonParser json) {
    this.endpoint = endpoint;
    this.json = json;
  }

  /**
   * Reads a request.
   *
   * @param lenient whether a request without a prompt is taken for one with an empty prompt
   */
  static ApiRequest read(Endpoint endpoint, byte[] body, boolean lenient) throws ApiException {
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      RequestReader reader = new RequestReader(endpoint, json);
      reader.readBody();
      return reader.request(lenient);
    } catch (JsonProcessingException e) {
      var location = e.getLocation();
      throw ApiException.notJson(location == null ? 0 : location.getByteOffset());
    } catch (IOException e) {
      throw ApiException.notJson(0); // bytes in no Unicode encoding
    }
  }

  private void readBody() throws IOException, ApiException {
    JsonToken first = json.nextToken();
    if (first == null) {
      throw ApiException.notJson(0);
    }
    if (first != JsonToken.START_OBJECT) {
      throw ApiException.badRequest(null, "The body is not a JSON object.");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      readField(name);
    }
    if (json.nextToken() != null) {
      throw ApiException.notJson(json.currentTokenLocation().getByteOffset());
    }
  }

  private void readField(String name) throws IOException, ApiException {
    switch (name) {
      case "model" -> model = nullableString(name);
      case "stream" -> stream = bool(name);
      case "stream_options" -> readStreamOptions();
      case "max_tokens", "max_output_tokens" -> maxTokens = positive(name);
      case "max_completion_tokens" -> maxCompletionTokens = positive(name);
      case "min_tokens" -> minTokens = integer(name).orElse(0);
      case "ignore_eos" -> ignoreEos = bool(name);
      case "n" -> choices = positive(name).orElse(1);
      case "dimensions" -> dimensions = positive(name);
      case "encoding_format" -> base64 = "base64".equals(nullableString(name));
      case "tools" -> tools = allText();
      case "instructions" -> instructions = allText();
      case "messages", "prompt", "input" -> readPrompt(name);
      default -> json.skipChildren();
    }
  }

  private void readPrompt(String name) throws IOException, ApiException {
    boolean wanted =
        switch (endpoint) {
          case CHAT -> name.equals("messages");
          case COMPLETIONS -> name.equals("prompt");
          case EMBEDDINGS, RESPONSES -> name.equals("input");
        };
    if (!wanted) {
      json.skipChildren();
      return;
    }
    switch (endpoint) {
      case CHAT -> messages = messages(name);
      case COMPLETIONS, EMBEDDINGS -> prompts = texts(name);
      case RESPONSES ->
          messages =
              json.currentToken() == JsonToken.VALUE_STRING
                  ? List.of(new Message("user", json.getText()))
                  : messages(name);
    }
  }

  private ApiRequest request(boolean lenient) throws ApiException {
    return new ApiRequest(
        model,
        prompts(lenient),
        maxCompletionTokens.isPresent() ? maxCompletionTokens : maxTokens,
        minTokens,
        ignoreEos,
        endpoint == Endpoint.RESPONSES || endpoint == Endpoint.EMBEDDINGS ? 1 : choices,
        stream,
        includeUsage,
        continuousUsage,
        dimensions,
        base64);
  }

  private List<Prompt> prompts(boolean lenient) throws ApiException {
    return switch (endpoint) {
      case CHAT -> {
        if (messages != null && messages.isEmpty()) {
          throw ApiException.badRequest(
              null,
              "Cannot apply chat template to an empty conversation. Provide at least one message.");
        }
        yield conversation("tools", tools, present(messages, "messages", lenient, List.of()));
      }
      case RESPONSES ->
          conversation(
              "system", instructions + tools, present(messages, "input", lenient, List.of()));
      case COMPLETIONS -> present(prompts, "prompt", lenient, NO_TEXT);
      case EMBEDDINGS -> present(prompts, "input", lenient, NO_TEXT);
    };
  }

  private static List<Prompt> conversation(String role, String before, List<Message> messages) {
    List<Message> all = new ArrayList<>();
    if (!before.isEmpty()) {
      all.add(new Message(role, before));
    }
    all.addAll(messages);
    return List.of(new Conversation(all));
  }

  private static <T> List<T> present(
      @Nullable List<T> list, String name, boolean lenient, List<T> otherwise) throws ApiException {
    if (list != null) {
      return list;
    }
    if (lenient) {
      return otherwise;
    }
    throw ApiException.invalid("missing", name, "Field required", "<dict>");
  }

  private List<Message> messages(String name) throws IOException, ApiException {
    expect(JsonToken.START_ARRAY, "list_type", name, "Input should be a valid list");
    List<Message> list = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String each = name + "." + list.size();
      expect(JsonToken.START_OBJECT, "dict_type", each, "Input should be a valid dictionary");
      String role = "user";
      StringBuilder text = new StringBuilder();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals("role")) {
          role = String.valueOf(nullableString(each + ".role"));
        } else {
          appendText(field, text);
        }
      }
      list.add(new Message(role, text.toString()));
    }
    return list;
  }

  /** A text, several texts, the tokens of a text, or the tokens of several texts. */
  private List<Prompt> texts(String name) throws IOException, ApiException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return List.of(new ApiRequest.Text(json.getText()));
    }
    expect(JsonToken.START_ARRAY, "list_type", name, "Input should be a valid list");
    List<Prompt> list = new ArrayList<>();
    List<Integer> ids = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      switch (json.currentToken()) {
        case VALUE_STRING -> list.add(new ApiRequest.Text(json.getText()));
        case VALUE_NUMBER_INT -> ids.add(json.getIntValue());
        case START_ARRAY -> list.add(new ApiRequest.TokenIds(tokenIds(name)));
        case null, default ->
            throw wrongType("string_type", name, "Input should be a valid string");
      }
    }
    if (!ids.isEmpty()) {
      list.add(new ApiRequest.TokenIds(ids));
    }
    if (list.isEmpty()) {
      throw ApiException.badRequest(name, name + " must not be empty.");
    }
    return list;
  }

  private List<Integer> tokenIds(String name) throws IOException, ApiException {
    List<Integer> ids = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(JsonToken.VALUE_NUMBER_INT, "int_type", name, "Input should be a valid integer");
      ids.add(json.getIntValue());
    }
    return ids;
  }

  private void readStreamOptions() throws IOException, ApiException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    String name = "stream_options";
    expect(JsonToken.START_OBJECT, "dict_type", name, "Input should be a valid dictionary");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "include_usage" -> includeUsage = bool(name + "." + field);
        case "continuous_usage_stats" -> continuousUsage = bool(name + "." + field);
        default -> json.skipChildren();
      }
    }
  }

  private String allText() throws IOException {
    StringBuilder text = new StringBuilder();
    appendText("", text);
    return text.toString();
  }

  /** Appends every text of a value, except those that only say what kind of thing it is. */
  private void appendText(String field, StringBuilder text) throws IOException {
    int depth = 0;
    String name = field;
    do {
      switch (json.currentToken()) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        case FIELD_NAME -> name = json.currentName();
        case VALUE_STRING -> {
          if (!name.equals("type") && !name.equals("id") && !name.equals("status")) {
            text.append(json.getText());
          }
        }
        case null, default -> {}
      }
    } while (depth > 0 && json.nextToken() != null);
  }

  private @Nullable String nullableString(String name) throws IOException, ApiException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    expect(JsonToken.VALUE_STRING, "string_type", name, "Input should be a valid string");
    return json.getText();
  }

  private boolean bool(String name) throws IOException, ApiException {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE, VALUE_NULL -> false;
      case null, default -> throw wrongType("bool_type", name, "Input should be a valid boolean");
    };
  }

  private OptionalInt positive(String name) throws IOException, ApiException {
    OptionalInt value = integer(name);
    if (value.isPresent() && value.getAsInt() < 1) {
      throw ApiException.badRequest(
          name, name + " must be at least 1, got " + value.getAsInt() + ".");
    }
    return value;
  }

  private OptionalInt integer(String name) throws IOException, ApiException {
    return switch (json.currentToken()) {
      case VALUE_NULL -> OptionalInt.empty();
      case VALUE_NUMBER_INT -> OptionalInt.of(json.getIntValue());
      case VALUE_NUMBER_FLOAT -> {
        if (json.getDoubleValue() != Math.rint(json.getDoubleValue())) {
          throw wrongType(
              "int_from_float",
              name,
              "Input should be a valid integer, got a number with a fractional part");
        }
        yield OptionalInt.of((int) json.getDoubleValue());
      }
      case VALUE_STRING -> {
        try {
          yield OptionalInt.of(Integer.parseInt(json.getText().strip()));
        } catch (NumberFormatException e) {
          throw wrongType(
              "int_parsing",
              name,
              "Input should be a valid integer, unable to parse string as an integer");
        }
      }
      case null, default -> throw wrongType("int_type", name, "Input should be a valid integer");
    };
  }

  private void expect(JsonToken token, String type, String name, String message)
      throws IOException, ApiException {
    if (json.currentToken() != token) {
      throw wrongType(type, name, message);
    }
  }

  private ApiException wrongType(String type, String name, String message) throws IOException {
    return ApiException.invalid(type, name, message, json.getText());
  }
}
