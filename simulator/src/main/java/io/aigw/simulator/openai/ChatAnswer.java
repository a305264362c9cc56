package io.aigw.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;

/** An answer in the form of chat completions. */
record ChatAnswer(
    Identity identity,
    List<Choice> choices,
    boolean streamed,
    boolean includeUsage,
    boolean continuousUsage)
    implements StreamableAnswer {

  @Override
  public byte[] whole(Usage usage) {
    return Json.object(
        json -> {
          identity.write(json, "chat.completion");
          json.writeArrayFieldStart("choices");
          for (Choice choice : choices) {
            json.writeStartObject();
            json.writeNumberField("index", choice.index());
            json.writeObjectFieldStart("message");
            json.writeStringField("role", "assistant");
            json.writeStringField("content", choice.text());
            for (String absent :
                List.of("refusal", "annotations", "audio", "function_call", "reasoning")) {
              json.writeNullField(absent);
            }
            json.writeEndObject();
            json.writeNullField("logprobs");
            json.writeStringField("finish_reason", choice.finishReason());
            json.writeNullField("stop_reason");
            json.writeNullField("token_ids");
            json.writeNullField("routed_experts");
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeNullField("service_tier");
          json.writeStringField("system_fingerprint", identity.fingerprint());
          usage.write(json);
          for (String absent :
              List.of(
                  "prompt_logprobs",
                  "prompt_token_ids",
                  "prompt_text",
                  "kv_transfer_params",
                  "ec_transfer_params",
                  "metrics")) {
            json.writeNullField(absent);
          }
        });
  }

  @Override
  public void open(Events events) {}

  @Override
  public void begin(Events events) throws IOException {
    for (Choice choice : choices) {
      events.event(
          null,
          Json.object(
              json -> {
                identity.write(json, "chat.completion.chunk");
                json.writeArrayFieldStart("choices");
                json.writeStartObject();
                json.writeNumberField("index", choice.index());
                json.writeObjectFieldStart("delta");
                json.writeStringField("role", "assistant");
                json.writeStringField("content", "");
                json.writeEndObject();
                json.writeNullField("logprobs");
                json.writeNullField("finish_reason");
                json.writeEndObject();
                json.writeEndArray();
                json.writeNullField("prompt_token_ids");
                json.writeNullField("prompt_text");
                if (continuousUsage) {
                  new Usage(choice.sequence().promptTokens(), 0, 0).writeInEvent(json);
                }
              }));
    }
  }

  @Override
  public void token(Choice choice, int position, Events events) throws IOException {
    events.event(
        null,
        Json.object(
            json -> {
              identity.write(json, "chat.completion.chunk");
              json.writeArrayFieldStart("choices");
              json.writeStartObject();
              json.writeNumberField("index", choice.index());
              json.writeObjectFieldStart("delta");
              json.writeStringField("content", choice.token(position));
              json.writeEndObject();
              json.writeNullField("logprobs");
              if (choice.isLast(position)) {
                json.writeStringField("finish_reason", choice.finishReason());
                json.writeNullField("stop_reason");
              } else {
                json.writeNullField("finish_reason");
              }
              json.writeNullField("token_ids");
              json.writeEndObject();
              json.writeEndArray();
              if (continuousUsage) {
                new Usage(choice.sequence().promptTokens(), position + 1, 0).writeInEvent(json);
              }
            }));
  }

  @Override
  public void end(Usage usage, Events events) throws IOException {
    if (includeUsage) {
      events.event(
          null,
          Json.object(
              json -> {
                identity.write(json, "chat.completion.chunk");
                json.writeArrayFieldStart("choices");
                json.writeEndArray();
                usage.writeInEvent(json);
                json.writeStringField("system_fingerprint", identity.fingerprint());
              }));
    }
    events.event(null, "[DONE]".getBytes(UTF_8));
  }
}
