package io.aigw.simulator.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** Which names a server answers to: its model's and those of its adapters. For any thread. */
public final class ModelNames {

  /** What a model is called that has every name. */
  private static final String ANY = "any";

  private final List<String> models;
  private final Set<String> adapters;
  private final int maxModelLength;

  /**
   * The names at the start.
   *
   * @param models the names of the model; empty: whatever is no adapter is the model's name
   * @param adapters the adapters at the start
   */
  public ModelNames(List<String> models, List<String> adapters, int maxModelLength) {
    this.models = List.copyOf(models);
    this.adapters = new ConcurrentSkipListSet<>(adapters);
    this.maxModelLength = maxModelLength;
  }

  /** The first name, by which metrics call the model. */
  public String primary() {
    return models.isEmpty() ? ANY : models.getFirst();
  }

  /** Whether every name is taken: the server stands for whatever it is asked for. */
  public boolean takesAny() {
    return models.isEmpty();
  }

  boolean isAdapter(String name) {
    return adapters.contains(name);
  }

  /** The name by which an answer calls the model. */
  String resolve(@Nullable String requested) throws ApiException {
    if (requested == null) {
      return primary();
    }
    if (!takesAny() && !models.contains(requested) && !adapters.contains(requested)) {
      List<String> known = new ArrayList<>(models);
      known.addAll(adapters);
      throw new ApiException(
          404,
          "NotFoundError",
          "model",
          "The model `%s` does not exist. Valid aliases: %s."
              .formatted(requested, String.join(", ", known)));
    }
    return requested;
  }

  /** Adds an adapter. */
  public void load(String adapter) throws ApiException {
    if (!adapters.add(adapter)) {
      throw ApiException.badRequest(
          "lora_name", "The lora adapter '" + adapter + "' has already been loaded.");
    }
  }

  /** Removes an adapter; requests that use it already are not disturbed. */
  public void unload(String adapter) throws ApiException {
    if (!adapters.remove(adapter)) {
      throw new ApiException(
          404, "NotFoundError", "lora_name", "The lora adapter '" + adapter + "' cannot be found.");
    }
  }

  /** The list of models. */
  public byte[] json(long created) {
    return Json.object(
        json -> {
          json.writeStringField("object", "list");
          json.writeArrayFieldStart("data");
          for (String model : takesAny() ? List.of(ANY) : models) {
            write(json, model, created, null);
          }
          for (String adapter : adapters) {
            write(json, adapter, created, primary());
          }
          json.writeEndArray();
        });
  }

  private void write(JsonGenerator json, String name, long created, @Nullable String parent)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", name);
    json.writeStringField("object", "model");
    json.writeNumberField("created", created);
    json.writeStringField("owned_by", "vllm");
    json.writeStringField("root", name);
    json.writeStringField("parent", parent);
    json.writeNumberField("max_model_len", maxModelLength);
    json.writeArrayFieldStart("permission");
    json.writeStartObject();
    json.writeStringField("id", "modelperm-" + Long.toHexString(BlockHasher.mix(name.hashCode())));
    json.writeStringField("object", "model_permission");
    json.writeNumberField("created", created);
    json.writeBooleanField("allow_create_engine", false);
    for (String allowed :
        List.of("sampling", "logprobs", "search_indices", "view", "fine_tuning")) {
      json.writeBooleanField(
          "allow_" + allowed, !allowed.equals("search_indices") && !allowed.equals("fine_tuning"));
    }
    json.writeStringField("organization", "*");
    json.writeNullField("group");
    json.writeBooleanField("is_blocking", false);
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }
}
