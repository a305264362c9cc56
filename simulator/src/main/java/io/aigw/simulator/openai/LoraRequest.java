package io.aigw.simulator.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The body of a request to load or unload a LoRA adapter. */
public final class LoraRequest {
  private LoraRequest() {}

  /** The adapter's name. */
  public static String adapterName(byte[] body) throws ApiException {
    String name = "";
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw ApiException.notJson(0);
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("lora_name") && value == JsonToken.VALUE_STRING) {
          name = json.getText();
        }
        json.skipChildren();
      }
    } catch (JsonProcessingException e) {
      throw ApiException.notJson(e.getLocation().getByteOffset());
    } catch (IOException e) {
      throw ApiException.notJson(0);
    }
    if (name.isEmpty()) {
      throw ApiException.invalid("missing", "lora_name", "Field required", "<dict>");
    }
    return name;
  }
}
