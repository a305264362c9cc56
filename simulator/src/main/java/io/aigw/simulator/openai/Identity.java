package io.aigw.simulator.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * What every part of an answer repeats.
 *
 * @param created seconds since 1970
 * @param fingerprint which server gave the answer
 */
record Identity(String id, long created, String model, String fingerprint) {

  void write(JsonGenerator json, String object) throws IOException {
    json.writeStringField("id", id);
    json.writeStringField("object", object);
    json.writeNumberField("created", created);
    json.writeStringField("model", model);
  }
}
