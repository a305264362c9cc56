package io.aigw.route;

/**
 * The instruction to write another model name into a request's body. It travels with the question
 * itself: Envoy's configuration of the chosen route carries it as initial metadata of the
 * external-processing stream, so a processor needs no table of its own that would have to change at
 * the same moment as the routes.
 *
 * @param model the name under which the endpoint knows the model
 */
public record ModelRewrite(String model) {

  /** The key of the gRPC metadata; its value is the model as {@link MetadataText}. */
  public static final String METADATA_KEY = "aigw-model";
}
