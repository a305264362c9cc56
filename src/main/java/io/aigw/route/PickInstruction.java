package io.aigw.route;

import java.util.Optional;

/**
 * The instruction to name the endpoint of a pool that is to take a request. Like {@link
 * ModelRewrite} it travels with the question, as initial metadata of the external-processing
 * stream; only who the pool's members are is learnt otherwise.
 *
 * @param pool the name of the pool's cluster
 * @param policy how to choose, by the name that users know it by
 * @param sheddable whether the request may be refused where there is no room
 * @param failsOpen whether the request goes on without a choice where none can be made
 * @param model what the server will be asked for; empty: what the request's body says
 */
public record PickInstruction(
    String pool, String policy, boolean sheddable, boolean failsOpen, Optional<String> model) {

  /** The key of the gRPC metadata; its value is {@link #text} as {@link MetadataText}. */
  public static final String METADATA_KEY = "aigw-pick";

  /** The namespace of the answer's dynamic metadata, as endpoint pickers have it. */
  public static final String ANSWER_NAMESPACE = "envoy.lb";

  /** The key there; its value is an address, or a list of addresses with commas. */
  public static final String ANSWER_KEY = "x-gateway-destination-endpoint";

  /** The key there by which a request is told over, in Envoy's access log; its value is opaque. */
  public static final String REQUEST_KEY = "aigw-request";

  private static final String SHEDDABLE = "sheddable";
  private static final String FAILS_OPEN = "fails-open";
  private static final int PARTS = 5;

  /** A line for each part; the model, which may have any character in it, is the last. */
  public String text() {
    return String.join(
        "\n",
        pool,
        policy,
        sheddable ? SHEDDABLE : "",
        failsOpen ? FAILS_OPEN : "",
        model.orElse(""));
  }

  /** What {@link #text} wrote; empty where it is something else. */
  public static Optional<PickInstruction> parse(String text) {
    String[] parts = text.split("\n", PARTS);
    return parts.length < PARTS
        ? Optional.empty()
        : Optional.of(
            new PickInstruction(
                parts[0],
                parts[1],
                parts[2].equals(SHEDDABLE),
                parts[3].equals(FAILS_OPEN),
                Optional.of(parts[4]).filter(model -> !model.isEmpty())));
  }
}
