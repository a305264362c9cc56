package io.aigw.xds.translate;

import com.google.protobuf.Any;
import io.aigw.ir.Target;
import io.aigw.route.Overflow;
import io.envoyproxy.envoy.config.common.mutation_rules.v3.HeaderMutation;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.util.List;
import java.util.Optional;

/**
 * What a request goes through that the gateway's own picker sends to the next priority: it has its
 * route chosen again, by the headers of the picker's answer, and is asked about once more, for
 * where that leads. What is not refused there goes on; a refusal there is the client's.
 */
final class OverflowFilters {

  /** The filter that has the route chosen again. */
  static final String CHOOSE_ROUTE = "aigw.overflow";

  /** The filter that asks for the second time; nobody, where the route does not say so. */
  static final String ASK = "aigw.overflow-picker";

  private OverflowFilters() {}

  /** Both, in their order, for requests that the initial scope gives them to. */
  static List<HttpFilter> filters() {
    return List.of(
        ListenerTranslator.optional(
            CHOOSE_ROUTE, RouteAgain.where("overflow", Overflow.HEADER, Overflow.VALUE)),
        ListenerTranslator.optional(ASK, PickerFilter.askingOthers()));
  }

  /** What a client must not send. */
  static HeaderMutation removeHeader() {
    return HeaderMutation.newBuilder().setRemove(Overflow.HEADER).build();
  }

  /** The condition that tells the requests which are here for the second time. */
  static HeaderMatcher secondTime() {
    return HeaderMatcher.newBuilder()
        .setName(Overflow.HEADER)
        .setStringMatch(RouteTranslator.exact(Overflow.VALUE))
        .build();
  }

  /** Has those of a route's share ask somebody; empty: nobody is asked. */
  static Optional<Any> asks(Target target) {
    return target
        .modelRewrite()
        .map(model -> ProcessorOverrides.modelRewrite(model, target.builtIn(), Optional.empty()))
        .or(() -> PickerFilter.asksProcessor(target, Optional.empty()))
        .map(question -> PickerFilter.used(ProcessorOverrides.bodyIsThere(question)))
        .or(() -> PickerFilter.asksOther(target));
  }
}
