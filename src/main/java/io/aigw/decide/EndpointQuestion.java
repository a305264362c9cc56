package io.aigw.decide;

import io.aigw.pick.Endpoint;
import io.aigw.pick.Pick;
import io.aigw.pick.Policies;
import io.aigw.pick.Pools;
import io.aigw.pick.Question;
import io.aigw.route.ObjectiveExceptions;
import io.aigw.route.Overflow;
import io.aigw.route.PickInstruction;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.grpc.Metadata;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The question which endpoint of a pool is to take a request. */
final class EndpointQuestion {

  private static final Instruction PICK = Instruction.named(PickInstruction.METADATA_KEY);
  private static final Instruction EXCEPTIONS = Instruction.named(ObjectiveExceptions.METADATA_KEY);
  private static final Instruction OVERFLOW = Instruction.named(Overflow.METADATA_KEY);

  private final PickInstruction instruction;
  private final ObjectiveExceptions exceptions;
  private final Optional<String> overflow;
  private final Pools pools;
  private final boolean counts;

  private EndpointQuestion(
      PickInstruction instruction,
      ObjectiveExceptions exceptions,
      Optional<String> overflow,
      Pools pools) {
    this.instruction = instruction;
    this.exceptions = exceptions;
    this.overflow = overflow;
    this.pools = pools;
    this.counts = Policies.countsInFlight(instruction.policy());
  }

  /** The question that came as metadata of a stream; null where there is none. */
  static @Nullable EndpointQuestion of(Metadata metadata, Pools pools) {
    return PICK.in(metadata)
        .flatMap(PickInstruction::parse)
        .map(
            instruction ->
                new EndpointQuestion(
                    instruction,
                    EXCEPTIONS
                        .in(metadata)
                        .map(ObjectiveExceptions::parse)
                        .orElse(ObjectiveExceptions.NONE),
                    OVERFLOW.in(metadata),
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

  /**
   * The request goes to this endpoint. Where the policy wants to know, it counts there until it is
   * told over, by the name that this gives it (see {@link io.aigw.pick.Requests#sent}); elsewhere
   * it is over for the picker.
   */
  Optional<String> sent(Endpoint endpoint, Object by) {
    if (counts) {
      return pools.requests().sent(endpoint, by);
    }
    endpoint.ended();
    return Optional.empty();
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
    return exceptions.names().isEmpty()
        ? Optional.empty()
        : RequestHeaders.first(headers, ObjectiveExceptions.HEADERS);
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
            exceptions.sheddable(instruction.sheddable(), objective),
            Optional.empty()),
        answer);
  }
}
