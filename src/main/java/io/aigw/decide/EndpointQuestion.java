package io.aigw.decide;

import io.aigw.pick.Endpoint;
import io.aigw.pick.Pick;
import io.aigw.pick.Pools;
import io.aigw.pick.Question;
import io.aigw.route.MetadataText;
import io.aigw.route.Overflow;
import io.aigw.route.PickInstruction;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.grpc.Metadata;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The question which endpoint of a pool is to take a request. */
final class EndpointQuestion {

  private static final Metadata.Key<String> KEY =
      Metadata.Key.of(PickInstruction.METADATA_KEY, Metadata.ASCII_STRING_MARSHALLER);

  private static final Metadata.Key<String> OVERFLOW =
      Metadata.Key.of(Overflow.METADATA_KEY, Metadata.ASCII_STRING_MARSHALLER);

  private final PickInstruction instruction;
  private final Optional<String> overflow;
  private final Pools pools;

  private EndpointQuestion(PickInstruction instruction, Optional<String> overflow, Pools pools) {
    this.instruction = instruction;
    this.overflow = overflow;
    this.pools = pools;
  }

  /** The question that came as metadata of a stream; null where there is none. */
  static @Nullable EndpointQuestion of(Metadata metadata, Pools pools) {
    return Optional.ofNullable(metadata.get(KEY))
        .flatMap(MetadataText::decode)
        .flatMap(PickInstruction::parse)
        .map(
            instruction ->
                new EndpointQuestion(
                    instruction,
                    Optional.ofNullable(metadata.get(OVERFLOW)).flatMap(MetadataText::decode),
                    pools))
        .orElse(null);
  }

  /** Whether the route says what the servers are asked for. */
  boolean knowsModel() {
    return instruction.model().isPresent();
  }

  /** Whether the request goes on where nobody knows an endpoint. */
  boolean failsOpen() {
    return instruction.failsOpen();
  }

  /** The request goes to this endpoint; see {@link io.aigw.pick.Requests#sent}. */
  String sent(Endpoint endpoint, Object by) {
    return pools.requests().sent(endpoint, by);
  }

  /** A request does not go where it was sent. */
  void cancelled(String request) {
    pools.requests().cancelled(request);
  }

  /** The scope of where requests go that the pool does not take. */
  Optional<String> overflow() {
    return overflow;
  }

  /** The InferenceObjective that a request names, where that may make a difference. */
  Optional<String> objective(HttpHeaders headers) {
    return instruction.exceptions().isEmpty()
        ? Optional.empty()
        : RequestHeaders.first(headers, PickInstruction.OBJECTIVE_HEADERS);
  }

  /**
   * Asks; see {@link Pools#pick}.
   *
   * @param objective the InferenceObjective that the request names
   */
  void ask(String modelOfBody, Optional<String> objective, Consumer<Pick> answer) {
    pools.pick(
        instruction.pool(),
        instruction.policy(),
        new Question(
            instruction.model().orElse(modelOfBody),
            instruction.sheddable(objective),
            Optional.empty()),
        answer);
  }
}
