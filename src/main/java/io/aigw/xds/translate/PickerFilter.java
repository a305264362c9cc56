package io.aigw.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.aigw.ir.Picker;
import io.aigw.ir.Target;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExtProcOverrides;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.MetadataOptions;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode;
import java.util.Optional;

/**
 * The filters that ask who is to take a request: in the chain of each listener, used where a
 * request's route leads to a pool that has a picker. To somebody else's both bodies are streamed,
 * as the protocol has it; it may answer when it has seen as much as it needs. The gateway's own
 * gets the headers, or the request's body when all of it has come.
 */
final class PickerFilter {

  /** Asks the endpoint pickers of others. */
  static final String EXTERNAL = "aigw.picker";

  /** Asks the processor. */
  static final String OWN = "aigw.own-picker";

  /**
   * What a share of a route asks.
   *
   * @param filter by which filter
   */
  record Question(String filter, Any config) {}

  /** The namespace in which other filters may tell a picker what it may choose from. */
  private static final String SUBSET_HINT = "envoy.lb.subset_hint";

  private static final ProcessingMode EVERYTHING =
      ProcessingMode.newBuilder()
          .setRequestHeaderMode(ProcessingMode.HeaderSendMode.SEND)
          .setRequestBodyMode(ProcessingMode.BodySendMode.FULL_DUPLEX_STREAMED)
          .setRequestTrailerMode(ProcessingMode.HeaderSendMode.SEND)
          .setResponseHeaderMode(ProcessingMode.HeaderSendMode.SEND)
          .setResponseBodyMode(ProcessingMode.BodySendMode.FULL_DUPLEX_STREAMED)
          .setResponseTrailerMode(ProcessingMode.HeaderSendMode.SEND)
          .build();

  private PickerFilter() {}

  /** Asks nobody by itself. */
  static ExternalProcessor askingOthers() {
    // a picker has seen the whole prompt before it answers, which a client may send slowly
    return nobody(Durations.fromMinutes(5));
  }

  /** Asks nobody by itself. */
  static ExternalProcessor askingProcessor() {
    // each message that it gets has what its answer needs
    return nobody(Durations.fromSeconds(10));
  }

  private static ExternalProcessor nobody(Duration patience) {
    return ExternalProcessor.newBuilder()
        .setGrpcService(Questions.to(Names.UNRESOLVED_CLUSTER))
        .setMessageTimeout(patience)
        // the route says which pool it is: a picker does not change that
        .setRouteCacheAction(ExternalProcessor.RouteCacheAction.RETAIN)
        .setProcessingMode(Questions.NOTHING)
        .build();
  }

  /**
   * Has the requests of a route's share ask somebody; empty: nobody is asked.
   *
   * @param overflow the scope of where requests go that find no room
   */
  static Optional<Question> asks(Target target, Optional<String> overflow) {
    return asksProcessor(target, overflow)
        .map(asks -> new Question(OWN, used(asks)))
        .or(() -> asksOther(target).map(asks -> new Question(EXTERNAL, asks)));
  }

  /** What the processor is asked about a share's requests; empty: nothing. */
  static Optional<ExtProcPerRoute> asksProcessor(Target target, Optional<String> overflow) {
    return target
        .modelNames()
        .map(names -> ProcessorOverrides.rename(names, target.builtIn()))
        .or(() -> target.builtIn().map(own -> ProcessorOverrides.pick(own, overflow)));
  }

  /** What somebody else's picker is asked about a share's requests; empty: there is none. */
  static Optional<Any> asksOther(Target target) {
    return target
        .picker()
        .flatMap(
            picker ->
                picker instanceof Picker.External external
                    ? Optional.of(asks(external))
                    : Optional.empty());
  }

  static Any used(ExtProcPerRoute asks) {
    return ScopeTranslator.used(Any.pack(asks));
  }

  private static Any asks(Picker.External picker) {
    ExtProcOverrides.Builder overrides =
        ExtProcOverrides.newBuilder()
            .setProcessingMode(EVERYTHING)
            .setGrpcService(Questions.to(picker.cluster()))
            .setMetadataOptions(
                MetadataOptions.newBuilder()
                    .setForwardingNamespaces(
                        MetadataOptions.MetadataNamespaces.newBuilder()
                            .addUntyped(PickedEndpoint.METADATA)
                            .addUntyped(SUBSET_HINT))
                    .setReceivingNamespaces(PickedEndpoint.ANSWER));
    NewerFields.failureModeAllow(overrides, picker.failsOpen());
    return used(ProcessorOverrides.perRoute(overrides));
  }
}
