package io.aigw.xds.translate;

import com.google.protobuf.Any;
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
 * The filter that asks endpoint pickers: in the chain of each listener, used where a request's
 * route leads to a pool that has one. It streams both bodies through, as the protocol has it; a
 * picker may answer when it has seen as much as it needs.
 */
final class PickerFilter {

  static final String NAME = "aigw.picker";

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
  static ExternalProcessor nobody() {
    return ExternalProcessor.newBuilder()
        .setGrpcService(Questions.to(Names.UNRESOLVED_CLUSTER))
        // a picker has seen the whole prompt before it answers, which a client may send slowly
        .setMessageTimeout(Durations.fromMinutes(5))
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
  static Optional<Any> asks(Target target, Optional<String> overflow) {
    if (target.modelNames().isPresent()) {
      return Optional.of(
          used(ProcessorOverrides.rename(target.modelNames().get(), target.builtIn())));
    }
    return target
        .picker()
        .flatMap(
            picker ->
                switch (picker) {
                  case Picker.External external -> Optional.of(asks(external));
                  case Picker.BuiltIn own ->
                      Optional.of(used(ProcessorOverrides.pick(own, overflow)));
                  case Picker.Session _ -> Optional.empty();
                });
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
