package io.aigw.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;

/** An answer in the form of text completions. */
record TextAnswer(
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
          identity.write(json, "text_completion");
          json.writeArrayFieldStart("choices");
          for (Choice choice : choices) {
            json.writeStartObject();
            json.writeNumberField("index", choice.index());
            json.writeStringField("text", choice.text());
            json.writeNullField("logprobs");
            json.writeStringField("finish_reason", choice.finishReason());
            json.writeNullField("stop_reason");
            json.writeNullField("token_ids");
            json.writeNullField("prompt_logprobs");
            json.writeNullField("prompt_token_ids");
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeNullField("service_tier");
          json.writeStringField("system_fingerprint", identity.fingerprint());
          usage.write(json);
          json.writeNullField("kv_transfer_params");
        });
  }

  @Override
  public void open(Events events) {}

  @Override
  public void begin(Events events) {}

  @Override
  public void token(Choice choice, int position, Events events) throws IOException {
    events.event(
        null,
        Json.object(
            json -> {
              identity.write(json, "text_completion");
              json.writeArrayFieldStart("choices");
              json.writeStartObject();
              json.writeNumberField("index", choice.index());
              json.writeStringField("text", choice.token(position));
              json.writeNullField("logprobs");
              json.writeStringField(
                  "finish_reason", choice.isLast(position) ? choice.finishReason() : null);
              json.writeNullField("stop_reason");
              json.writeNullField("prompt_token_ids");
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
                identity.write(json, "text_completion");
                json.writeArrayFieldStart("choices");
                json.writeEndArray();
                usage.writeInEvent(json);
                json.writeStringField("system_fingerprint", identity.fingerprint());
              }));
    }
    events.event(null, "[DONE]".getBytes(UTF_8));
  }
}
