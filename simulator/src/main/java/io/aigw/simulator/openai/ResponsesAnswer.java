package io.aigw.simulator.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An answer in the form of the responses API: one message with one text. As vLLM does it, a stream
 * ends with {@code response.completed} even if the limit cut the text; the status says so.
 */
final class ResponsesAnswer implements StreamableAnswer {
  private final Identity identity;
  private final Choice choice;
  private final boolean streamed;
  private final OptionalInt maxTokens;
  private int sequence;

  ResponsesAnswer(Identity identity, Choice choice, boolean streamed, OptionalInt maxTokens) {
    this.identity = identity;
    this.choice = choice;
    this.streamed = streamed;
    this.maxTokens = maxTokens;
  }

  @Override
  public boolean streamed() {
    return streamed;
  }

  @Override
  public List<Choice> choices() {
    return List.of(choice);
  }

  @Override
  public byte[] whole(Usage usage) {
    return Json.object(json -> writeResponse(json, finalStatus(), usage));
  }

  @Override
  public void open(Events events) throws IOException {
    for (String type : List.of("response.created", "response.in_progress")) {
      event(events, type, json -> writeResponseField(json, "in_progress", null));
    }
  }

  @Override
  public void begin(Events events) throws IOException {
    event(
        events,
        "response.output_item.added",
        json -> {
          json.writeNumberField("output_index", 0);
          json.writeFieldName("item");
          writeMessage(json, "in_progress", false);
        });
    event(
        events,
        "response.content_part.added",
        json -> {
          writePlace(json);
          json.writeFieldName("part");
          writeText(json, "");
        });
  }

  @Override
  public void token(Choice choice, int position, Events events) throws IOException {
    event(
        events,
        "response.output_text.delta",
        json -> {
          writePlace(json);
          json.writeStringField("delta", choice.token(position));
          writeEmptyArray(json, "logprobs");
        });
  }

  @Override
  public void end(Usage usage, Events events) throws IOException {
    String text = choice.text();
    event(
        events,
        "response.output_text.done",
        json -> {
          writePlace(json);
          json.writeStringField("text", text);
          writeEmptyArray(json, "logprobs");
        });
    event(
        events,
        "response.content_part.done",
        json -> {
          writePlace(json);
          json.writeFieldName("part");
          writeText(json, text);
        });
    event(
        events,
        "response.output_item.done",
        json -> {
          json.writeNumberField("output_index", 0);
          json.writeFieldName("item");
          writeMessage(json, "completed", true);
        });
    event(events, "response.completed", json -> writeResponseField(json, finalStatus(), usage));
  }

  private String finalStatus() {
    return switch (choice.sequence().finish()) {
      case STOP -> "completed";
      case LENGTH -> "incomplete";
      case ABORT -> "cancelled";
    };
  }

  private void event(Events events, String type, Json.Fields fields) throws IOException {
    events.event(
        type,
        Json.object(
            json -> {
              json.writeStringField("type", type);
              json.writeNumberField("sequence_number", sequence++);
              fields.write(json);
            }));
  }

  private String messageId() {
    return "msg_" + identity.id().substring("resp_".length());
  }

  private void writePlace(JsonGenerator json) throws IOException {
    json.writeStringField("item_id", messageId());
    json.writeNumberField("output_index", 0);
    json.writeNumberField("content_index", 0);
  }

  private void writeMessage(JsonGenerator json, String status, boolean withText)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", messageId());
    json.writeStringField("type", "message");
    json.writeStringField("role", "assistant");
    json.writeStringField("status", status);
    json.writeArrayFieldStart("content");
    if (withText) {
      writeText(json, choice.text());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeText(JsonGenerator json, String text) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "output_text");
    json.writeStringField("text", text);
    writeEmptyArray(json, "annotations");
    writeEmptyArray(json, "logprobs");
    json.writeEndObject();
  }

  private void writeResponseField(JsonGenerator json, String status, @Nullable Usage usage)
      throws IOException {
    json.writeObjectFieldStart("response");
    writeResponse(json, status, usage);
    json.writeEndObject();
  }

  /** Writes the fields of the response; without a usage it has not been computed yet. */
  private void writeResponse(JsonGenerator json, String status, @Nullable Usage usage)
      throws IOException {
    json.writeStringField("id", identity.id());
    json.writeNumberField("created_at", identity.created());
    if (status.equals("incomplete")) {
      json.writeObjectFieldStart("incomplete_details");
      json.writeStringField("reason", "max_output_tokens");
      json.writeEndObject();
    } else {
      json.writeNullField("incomplete_details");
    }
    json.writeNullField("error");
    json.writeNullField("instructions");
    json.writeNullField("metadata");
    json.writeStringField("model", identity.model());
    json.writeStringField("object", "response");
    json.writeArrayFieldStart("output");
    if (usage != null) {
      writeMessage(json, "completed", true);
    }
    json.writeEndArray();
    json.writeBooleanField("parallel_tool_calls", true);
    json.writeNumberField("temperature", 1.0);
    json.writeStringField("tool_choice", "auto");
    writeEmptyArray(json, "tools");
    json.writeNumberField("top_p", 1.0);
    json.writeBooleanField("background", false);
    if (maxTokens.isPresent()) {
      json.writeNumberField("max_output_tokens", maxTokens.getAsInt());
    } else {
      json.writeNullField("max_output_tokens");
    }
    json.writeNullField("previous_response_id");
    json.writeNullField("reasoning");
    json.writeStringField("service_tier", "auto");
    json.writeStringField("status", status);
    json.writeStringField("truncation", "disabled");
    json.writeStringField("system_fingerprint", identity.fingerprint());
    if (usage == null) {
      json.writeNullField("usage");
    } else {
      usage.writeForResponses(json);
    }
    json.writeNullField("user");
  }

  private static void writeEmptyArray(JsonGenerator json, String name) throws IOException {
    json.writeArrayFieldStart(name);
    json.writeEndArray();
  }
}
