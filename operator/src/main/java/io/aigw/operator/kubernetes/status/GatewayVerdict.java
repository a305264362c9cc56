package io.aigw.operator.kubernetes.status;

import io.aigw.operator.kubernetes.status.ProgrammedState.Outcome;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A Gateway's verdict completed by what its Envoys say, and by what there is to run them.
 *
 * @param unsettled types of conditions on which there is no word yet
 * @param addresses where the Gateway is reached; empty: not ours to say
 */
record GatewayVerdict(
    Verdict verdict, Set<String> unsettled, Optional<List<Map<String, Object>>> addresses) {

  private static final String PROGRAMMED = "Programmed";

  GatewayVerdict(Verdict verdict, Set<String> unsettled) {
    this(verdict, unsettled, Optional.empty());
  }

  /**
   * Adds {@code Programmed} to the Gateway and its listeners.
   *
   * @param existing the Gateway's status
   */
  static GatewayVerdict of(
      Verdict compiled, Outcome outcome, Provision provision, Map<String, Object> existing) {
    Optional<Condition> programmed =
        accepted(compiled.conditions())
            ? condition(outcome(outcome, provision), existing)
            : Optional.of(Condition.isFalse(PROGRAMMED, "Invalid", "the Gateway is not accepted"));
    List<Verdict.Listener> listeners =
        compiled.listeners().stream().map(listener -> with(listener, programmed)).toList();
    return new GatewayVerdict(
        new Verdict(
            compiled.object(),
            compiled.generation(),
            with(accepted(compiled.conditions(), provision), programmed),
            compiled.parents(),
            listeners),
        programmed.isEmpty() ? Set.of(PROGRAMMED) : Set.of(),
        addresses(provision, existing));
  }

  /** What the Envoys say counts when there is nothing in their way. */
  private static Outcome outcome(Outcome said, Provision provision) {
    return switch (provision) {
      case Provision.Elsewhere() -> said;
      case Provision.Unsettled() ->
          said instanceof Outcome.Rejected ? said : new Outcome.Unsettled();
      case Provision.Known known ->
          said instanceof Outcome.Rejected || known.obstacle().isEmpty()
              ? said
              : new Outcome.Hindered(known.obstacle().get());
    };
  }

  /** With the word on what runs the Envoys, unless the Gateway is not accepted anyway. */
  private static List<Condition> accepted(List<Condition> compiled, Provision provision) {
    Optional<Condition> other =
        provision instanceof Provision.Known known && accepted(compiled)
            ? known.accepted()
            : Optional.empty();
    return compiled.stream()
        .map(condition -> other.filter(o -> o.type().equals(condition.type())).orElse(condition))
        .toList();
  }

  @SuppressWarnings("unchecked") // a JSON object's keys are strings
  private static Optional<List<Map<String, Object>>> addresses(
      Provision provision, Map<String, Object> existing) {
    return switch (provision) {
      case Provision.Elsewhere() -> Optional.empty();
      case Provision.Unsettled() ->
          Optional.of(
              existing.get("addresses") instanceof List<?> list
                  ? (List<Map<String, Object>>) list
                  : List.of());
      case Provision.Known known ->
          Optional.of(
              known.addresses().stream()
                  .map(
                      address ->
                          Map.<String, Object>of("type", address.type(), "value", address.value()))
                  .toList());
    };
  }

  private static Optional<Condition> condition(Outcome outcome, Map<String, Object> existing) {
    return switch (outcome) {
      case Outcome.Programmed() -> Optional.of(Condition.isTrue(PROGRAMMED, PROGRAMMED, ""));
      case Outcome.Waiting(String message) ->
          Optional.of(Condition.isFalse(PROGRAMMED, "Pending", message));
      case Outcome.Hindered(Condition obstacle) -> Optional.of(obstacle);
      case Outcome.Rejected(String message) ->
          Optional.of(Condition.isFalse(PROGRAMMED, "Invalid", message));
      case Outcome.Unsettled() ->
          isSaid(existing)
              ? Optional.empty()
              : Optional.of(
                  Condition.isFalse(PROGRAMMED, "Pending", "the Envoys have not answered yet"));
    };
  }

  /** Whether the Gateway has a word on it; the definition's default is none. */
  private static boolean isSaid(Map<String, Object> existing) {
    return existing.get("conditions") instanceof List<?> conditions
        && conditions.stream()
            .anyMatch(
                condition ->
                    condition instanceof Map<?, ?> map
                        && PROGRAMMED.equals(map.get("type"))
                        && !"Unknown".equals(map.get("status")));
  }

  private static Verdict.Listener with(Verdict.Listener listener, Optional<Condition> programmed) {
    return new Verdict.Listener(
        listener.name(),
        listener.served(),
        listener.attachedRoutes(),
        listener.supportedKinds(),
        with(
            listener.conditions(),
            listener.served()
                ? programmed
                : Optional.of(
                    Condition.isFalse(PROGRAMMED, "Invalid", "the listener is not served"))));
  }

  private static boolean accepted(List<Condition> conditions) {
    return conditions.stream()
        .noneMatch(
            condition ->
                condition.type().equals("Accepted") && condition.state() == Condition.State.FALSE);
  }

  private static List<Condition> with(List<Condition> conditions, Optional<Condition> another) {
    List<Condition> result = new ArrayList<>(conditions);
    another.ifPresent(result::add);
    return result;
  }
}
