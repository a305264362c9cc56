package io.aigw.decide;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.aigw.pick.Endpoint;
import io.aigw.pick.Pick;
import io.aigw.pick.Question;
import io.aigw.route.PickInstruction;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
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
  private final Optional<String> session;
  private Optional<Endpoint> inFlight = Optional.empty();

  /** A choice to be made by what the request's headers say. */
  PickerChoice(EndpointPicker picker, ServedPool pool, ProcessingRequest headers) {
    this.picker = picker;
    this.pool = pool;
    this.subset = Subset.of(headers.getMetadataContext());
    this.session =
        RequestHeaders.first(headers.getRequestHeaders(), List.of(pool.sessionHeader()))
            .filter(value -> !value.isEmpty());
  }

  ServedPool pool() {
    return pool;
  }

  /**
   * Chooses, once.
   *
   * @param model what the server will be asked for; empty: it is not known
   */
  Pick make(String model, boolean sheddable) {
    Question question = new Question(model, sheddable, session);
    pool.pool().asked(picker.nanos());
    Pick pick =
        subset
            .map(eligible -> pool.pool().pick(question, eligible, picker.random()))
            .orElseGet(() -> pool.pool().pick(question, picker.random()));
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
        : Stream.concat(
                Stream.of(chosen),
                pool.pool().fallbacks(chosen, subset.orElse(any -> true), others).stream())
            .map(Endpoint::address)
            .collect(Collectors.joining(","));
  }

  /** Takes what a gateway says of who has served the request, if it does. */
  void served(Metadata metadata) {
    String served =
        metadata
            .getFilterMetadataOrDefault(
                PickInstruction.ANSWER_NAMESPACE, Struct.getDefaultInstance())
            .getFieldsOrDefault(SERVED, Value.getDefaultInstance())
            .getStringValue();
    if (!served.isEmpty()) {
      inFlight = inFlight.flatMap(endpoint -> pool.pool().moved(endpoint, served));
    }
  }

  /** The request is over; it may have been before. */
  void over() {
    inFlight.ifPresent(Endpoint::ended);
    inFlight = Optional.empty();
  }
}
