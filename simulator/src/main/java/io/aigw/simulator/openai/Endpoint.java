package io.aigw.simulator.openai;

import java.util.Arrays;
import java.util.Optional;

/** What the API can be asked for by POST. */
public enum Endpoint {
  CHAT("/v1/chat/completions"),
  COMPLETIONS("/v1/completions"),
  EMBEDDINGS("/v1/embeddings"),
  RESPONSES("/v1/responses");

  private final String path;

  Endpoint(String path) {
    this.path = path;
  }

  public static Optional<Endpoint> of(String path) {
    return Arrays.stream(values()).filter(endpoint -> endpoint.path.equals(path)).findFirst();
  }

  public String path() {
    return path;
  }
}
