package io.aigw.bench.arm;

/** What an Envoy does with a request before it forwards it. */
public enum EnvoyShape {
  /** One route, one cluster, nothing else. */
  ALONE(false),
  /** {@code json_to_metadata} reads the model, routes match it. */
  JSON_TO_METADATA(false),
  /** {@code ai_protocol_manager} reads the model, a header carries it to the routes. */
  AI_PROTOCOL_MANAGER(false),
  /** External processing of the request's headers and its buffered body. */
  EXTERNAL_PROCESSING(true),
  /** {@code json_to_metadata} reads the model, external processing gets the request's headers. */
  QUESTION(true),
  /** External authorization with the whole body. */
  EXTERNAL_AUTHORIZATION(true);

  private final boolean asksProcessor;

  EnvoyShape(boolean asksProcessor) {
    this.asksProcessor = asksProcessor;
  }

  boolean asksProcessor() {
    return asksProcessor;
  }
}
