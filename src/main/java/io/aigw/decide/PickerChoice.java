package io.aigw.decide;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.aigw.pick.Endpoint;
import io.aigw.pick.Outcome;
import io.aigw.pick.Pick;
import io.aigw.pick.Pool;
import io.aigw.pick.Question;
import io.aigw.route.ObjectiveExceptions;
import io.aigw.route.PickInstruction;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The choice for one request, and what counts as in flight because of it. */
final class PickerChoice {

  private static final String SERVED = PickInstruction.ANSWER_KEY + "-served";

  private final EndpointPicker picker;
  private final ServedPool pool;
  private final Optional<Predicate<Endpoint>> subset;
  private List<Endpoint> eligible = List.of();
  private final Optional<String> session;
  private final Optional<Boolean> sheddable;
  private Optional<Endpoint> inFlight = Optional.empty();
  private long chosenAt;

  /** A choice to be made by what the request's headers say. */
  PickerChoice(EndpointPicker picker, ServedPool pool, ProcessingRequest headers) {
    this.picker = picker;
    this.pool = pool;
    this.subset = Subset.of(headers.getMetadataContext());
    this.session =
        RequestHeaders.first(headers.getRequestHeaders(), List.of(pool.sessionHeader()))
            .filter(value -> !value.isEmpty());
    this.sheddable =
        pool.objectives().isEmpty()
            ? Optional.empty()
            : RequestHeaders.first(headers.getRequestHeaders(), ObjectiveExceptions.HEADERS)
                .map(pool.objectives()::get);
  }

  ServedPool pool() {
    return pool;
  }

  /**
   * Chooses, once.
   *
   * @param model what the server will be asked for; empty: it is not known
   * @param otherwise whether the request may be refused if it names no objective of the pool
   */
  Pick make(String model, boolean otherwise) {
    Question question = new Question(model, sheddable.orElse(otherwise), session);
    chosenAt = picker.nanos();
    pool.pool().asked(chosenAt);
    List<Endpoint> all = pool.pool().endpoints();
    // who is in the subset is known to the gateway
    eligible =
        subset
            .map(named -> all.stream().filter(named).toList())
            .orElseGet(() -> pool.newcomers().others(all, chosenAt));
    Pick pick = pool.pool().pick(eligible, question, picker.random());
    if (pick instanceof Pick.Chosen(var endpoint, var _)) {
      inFlight = Optional.of(endpoint);
    }
    return pick;
  }

  /** The addresses that a gateway is told, in the order in which they are to be tried. */
  String addresses(Endpoint chosen) {
    int others = picker.limits().endpoints() - 1;
    return others == 0
        ? chosen.address()
        : Stream.concat(Stream.of(chosen), Pool.fallbacks(eligible, chosen, others).stream())
            .map(Endpoint::address)
            .collect(Collectors.joining(","));
  }

  /** The response begins, perhaps with a word of who has sent it. */
  void answered(ProcessingRequest headers) {
    inFlight =
        inFlight.flatMap(
            endpoint ->
                pool.pool()
                    .answering(
                        endpoint,
                        new Outcome(
                            served(headers.getMetadataContext()).orElse(endpoint.address()),
                            status(headers),
                            Duration.ofNanos(picker.nanos() - chosenAt))));
  }

  private static Optional<String> served(Metadata metadata) {
    return Optional.of(
            metadata
                .getFilterMetadataOrDefault(
                    PickInstruction.ANSWER_NAMESPACE, Struct.getDefaultInstance())
                .getFieldsOrDefault(SERVED, Value.getDefaultInstance())
                .getStringValue())
        .filter(address -> !address.isEmpty());
  }

  private static int status(ProcessingRequest headers) {
    return RequestHeaders.first(headers.getResponseHeaders(), List.of(":status"))
        .filter(status -> status.matches("[1-9][0-9]{2}"))
        .map(Integer::parseInt)
        .orElse(0);
  }

  /** The request is over; it may have been before. */
  void over() {
    inFlight.ifPresent(Endpoint::ended);
    inFlight = Optional.empty();
  }
}
