package io.aigw.simulator.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * The tokens that a request took.
 *
 * @param cached how many of the prompt's tokens were in the cache
 */
public record Usage(int prompt, int completion, int cached) {

  /** As whole answers have it: the details are null if nothing was cached. */
  void write(JsonGenerator json) throws IOException {
    begin(json);
    if (cached == 0) {
      json.writeNullField("prompt_tokens_details");
    }
    json.writeNullField("completion_tokens_details");
    json.writeEndObject();
  }

  /** As events have it: without what is null. */
  void writeInEvent(JsonGenerator json) throws IOException {
    begin(json);
    json.writeEndObject();
  }

  private void begin(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("usage");
    json.writeNumberField("prompt_tokens", prompt);
    json.writeNumberField("total_tokens", prompt + completion);
    json.writeNumberField("completion_tokens", completion);
    if (cached > 0) {
      json.writeObjectFieldStart("prompt_tokens_details");
      json.writeNumberField("cached_tokens", cached);
      json.writeEndObject();
    }
  }

  /** As the responses API has it, under other names. */
  void writeForResponses(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("usage");
    json.writeNumberField("input_tokens", prompt);
    json.writeObjectFieldStart("input_tokens_details");
    json.writeNumberField("cached_tokens", cached);
    json.writeEndObject();
    json.writeNumberField("output_tokens", completion);
    json.writeObjectFieldStart("output_tokens_details");
    json.writeNumberField("reasoning_tokens", 0);
    json.writeEndObject();
    json.writeNumberField("total_tokens", prompt + completion);
    json.writeEndObject();
  }
}
