package io.aigw.simulator.openai;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** From the body of a request to its planned answer. For any thread. */
public final class ModelApi {
  private static final int DEFAULT_DIMENSIONS = 64;

  private final ModelNames names;
  private final Planner planner;
  private final String fingerprint;
  private final InstantSource clock;

  /**
   * The API of one model.
   *
   * @param fingerprint says in the answers which server gave them
   * @param clock for the time of creation in answers
   */
  public ModelApi(ModelNames names, Planner planner, String fingerprint, InstantSource clock) {
    this.names = names;
    this.planner = planner;
    this.fingerprint = fingerprint;
    this.clock = clock;
  }

  /** Reads a request and plans its answer. */
  public Answer plan(Endpoint endpoint, byte[] body) throws ApiException {
    ApiRequest request = RequestReader.read(endpoint, body, names.takesAny());
    String model = names.resolve(request.model());
    List<Choice> choices = planner.plan(endpoint, request, names.isAdapter(model) ? model : null);
    return switch (endpoint) {
      case CHAT ->
          new ChatAnswer(
              identity("chatcmpl-", model),
              choices,
              request.stream(),
              request.includeUsage(),
              request.continuousUsage());
      case COMPLETIONS ->
          new TextAnswer(
              identity("cmpl-", model),
              choices,
              request.stream(),
              request.includeUsage(),
              request.continuousUsage());
      case RESPONSES ->
          new ResponsesAnswer(
              identity("resp_", model), choices.getFirst(), request.stream(), request.maxTokens());
      case EMBEDDINGS ->
          new EmbeddingAnswer(
              identity("embd-", model),
              choices,
              request.dimensions().orElse(DEFAULT_DIMENSIONS),
              request.base64());
    };
  }

  private Identity identity(String prefix, String model) {
    String id = prefix + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    return new Identity(id, clock.instant().getEpochSecond(), model, fingerprint);
  }
}
