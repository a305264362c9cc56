package io.aigw.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.aigw.ir.Action;
import io.aigw.ir.HeaderEdits;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.ModelMatch;
import io.aigw.ir.PathMatch;
import io.aigw.ir.Picker;
import io.aigw.ir.QueryMatch;
import io.aigw.ir.Route;
import io.aigw.ir.RouteMatch;
import io.aigw.ir.Target;
import io.aigw.route.Overflow;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Routes: what of a request is looked at, and where it goes. */
final class RouteTranslator {

  /**
   * Only what the endpoint cannot have seen is tried again, so nothing is ever done twice: a
   * connection that could not be made, a request that was refused or never sent. At another
   * endpoint where there is one; drawn often, because an endpoint that is down has nothing in
   * flight and would win every draw.
   */
  private static final RetryPolicy RETRY_UNSENT =
      RetryPolicy.newBuilder()
          .setRetryOn("connect-failure,refused-stream,reset-before-request")
          .setNumRetries(UInt32Value.of(2))
          .addRetryHostPredicate(
              RetryPolicy.RetryHostPredicate.newBuilder()
                  .setName("envoy.retry_host_predicates.previous_hosts")
                  .setTypedConfig(Any.pack(PreviousHostsPredicate.getDefaultInstance())))
          .setHostSelectionRetryMaxAttempts(100)
          .build();

  /**
   * What Envoy's routes are that do what this one says; the first that matches serves.
   *
   * @param scope the key of the scope that they are in
   */
  Stream<io.envoyproxy.envoy.config.route.v3.Route> routes(Route route, String scope) {
    return switch (route.action()) {
      case Action.Forward forward when forward.hasOverflow() ->
          Stream.concat(
              Stream.of(overflow(route, forward)), forwards(route, forward, Optional.of(scope)));
      case Action.Forward forward -> forwards(route, forward, Optional.empty());
      case Action.Redirect redirect ->
          Stream.of(
              named(route, match(route.match()))
                  .setRedirect(RedirectTranslator.redirect(redirect, route.match().path()))
                  .build());
      case Action.ModelNotFound() -> Stream.of(answer(route, 404));
    };
  }

  private static Stream<io.envoyproxy.envoy.config.route.v3.Route> forwards(
      Route route, Action.Forward forward, Optional<String> overflow) {
    var action = forward(forward, forward.targets(), target -> share(target, overflow));
    return forward.rewritesModel()
        ? Stream.of(
            named(route, match(route.match()).addDynamicMetadata(processing()))
                .setRoute(action)
                .build(),
            // the request came before the processor was in the chain: its body cannot be changed
            answer(route, 503))
        : Stream.of(named(route, match(route.match())).setRoute(action).build());
  }

  /** For those that are here for the second time, because there was no room for them. */
  private static io.envoyproxy.envoy.config.route.v3.Route overflow(
      Route route, Action.Forward forward) {
    return named(route, match(route.match()).addHeaders(OverflowFilters.secondTime()))
        .addRequestHeadersToRemove(Overflow.HEADER)
        .setRoute(forward(forward, forward.overflow(), RouteTranslator::overflowShare))
        .build();
  }

  private static io.envoyproxy.envoy.config.route.v3.Route.Builder named(
      Route route, io.envoyproxy.envoy.config.route.v3.RouteMatch.Builder match) {
    return io.envoyproxy.envoy.config.route.v3.Route.newBuilder()
        .setName(route.name())
        .setMatch(match);
  }

  /** Without a body: the listener's error replies write it. */
  private static io.envoyproxy.envoy.config.route.v3.Route answer(Route route, int status) {
    return named(route, match(route.match()))
        .setDirectResponse(DirectResponseAction.newBuilder().setStatus(status))
        .build();
  }

  private static MetadataMatcher processing() {
    return metadata(Names.PROCESSING, ValueMatcher.newBuilder().setPresentMatch(true).build());
  }

  static io.envoyproxy.envoy.config.route.v3.RouteMatch.Builder match(RouteMatch match) {
    var builder = io.envoyproxy.envoy.config.route.v3.RouteMatch.newBuilder();
    switch (match.path().orElse(null)) {
      case PathMatch.Exact(String path) -> builder.setPath(path);
      case PathMatch.Prefix(String path) -> builder.setPathSeparatedPrefix(path);
      case PathMatch.Regex(String pattern) ->
          builder.setSafeRegex(RegexMatcher.newBuilder().setRegex(pattern));
      case null -> builder.setPrefix("/");
    }
    match.method().ifPresent(method -> builder.addHeaders(ScopeTranslator.method(method)));
    match.query().forEach(parameter -> builder.addQueryParameters(query(parameter)));
    match.host().ifPresent(host -> builder.addHeaders(authority(host)));
    match.headers().forEach(header -> builder.addHeaders(header(header)));
    match.model().ifPresent(model -> builder.addDynamicMetadata(model(model)));
    return builder;
  }

  /** The host, whatever the port that a client named beside it. */
  static HeaderMatcher authority(String host) {
    String name = host.replace(".", "\\.").replaceFirst("^\\*", ".+");
    return HeaderMatcher.newBuilder()
        .setName(":authority")
        .setStringMatch(regex("(?i)" + name + "(:[0-9]+)?"))
        .build();
  }

  private static HeaderMatcher header(HeaderMatch match) {
    StringMatcher value =
        switch (match) {
          case HeaderMatch.Exact exact -> exact(exact.value());
          case HeaderMatch.Regex regex -> regex(regex.pattern());
        };
    return HeaderMatcher.newBuilder().setName(match.name()).setStringMatch(value).build();
  }

  private static QueryParameterMatcher query(QueryMatch match) {
    StringMatcher value =
        switch (match) {
          case QueryMatch.Exact exact -> exact(exact.value());
          case QueryMatch.Regex regex -> regex(regex.pattern());
        };
    return QueryParameterMatcher.newBuilder().setName(match.name()).setStringMatch(value).build();
  }

  private static MetadataMatcher model(ModelMatch match) {
    StringMatcher value =
        switch (match) {
          case ModelMatch.Exact(String model) -> exact(model);
          case ModelMatch.Regex(String pattern) -> regex(pattern);
        };
    return metadata(Names.MODEL, ValueMatcher.newBuilder().setStringMatch(value).build());
  }

  static MetadataMatcher metadata(String key, ValueMatcher value) {
    return MetadataMatcher.newBuilder()
        .setFilter(Names.METADATA)
        .addPath(MetadataMatcher.PathSegment.newBuilder().setKey(key))
        .setValue(value)
        .build();
  }

  static StringMatcher exact(String text) {
    return StringMatcher.newBuilder().setExact(text).build();
  }

  static StringMatcher regex(String pattern) {
    return StringMatcher.newBuilder()
        .setSafeRegex(RegexMatcher.newBuilder().setRegex(pattern))
        .build();
  }

  private static RouteAction forward(
      Action.Forward forward,
      List<Target> targets,
      Function<Target, WeightedCluster.ClusterWeight> share) {
    RouteAction.Builder action =
        RouteAction.newBuilder()
            .setTimeout(duration(forward.timeout()))
            .setIdleTimeout(duration(forward.idleTimeout()))
            .setRetryPolicy(RETRY_UNSENT)
            // an endpoint that is known by name is addressed by it; one that is an address keeps
            // the client's host
            .setAutoHostRewrite(com.google.protobuf.BoolValue.of(true))
            .setClusterNotFoundResponseCode(
                RouteAction.ClusterNotFoundResponseCode.INTERNAL_SERVER_ERROR);
    action.addAllHashPolicy(sessions(targets));
    if (targets.isEmpty()) {
      action.setCluster(Names.UNRESOLVED_CLUSTER);
    } else if (targets.size() == 1 && isPlain(targets.getFirst())) {
      action.setCluster(cluster(targets.getFirst()));
    } else {
      WeightedCluster.Builder weighted = WeightedCluster.newBuilder();
      targets.forEach(target -> weighted.addClusters(share.apply(target)));
      if (targets.stream().allMatch(RouteTranslator::keepsSessions)) {
        NewerFields.drawByHash(weighted);
      }
      action.setWeightedClusters(weighted);
    }
    return action.build();
  }

  private static boolean keepsSessions(Target target) {
    return target.picker().filter(Picker.Session.class::isInstance).isPresent();
  }

  private static boolean isPlain(Target target) {
    return target.modelRewrite().isEmpty()
        && !target.asksExternalPicker()
        && !target.asksOwnPicker()
        && target.headerEdits().equals(HeaderEdits.NONE);
  }

  private static String cluster(Target target) {
    return target.cluster().orElse(Names.UNRESOLVED_CLUSTER);
  }

  /**
   * A share.
   *
   * @param overflow the scope of where requests go that find no room
   */
  private static WeightedCluster.ClusterWeight share(Target target, Optional<String> overflow) {
    WeightedCluster.ClusterWeight.Builder share = plainShare(target);
    if (target.modelRewrite().isPresent()) {
      String model = target.modelRewrite().get();
      share.putTypedPerFilterConfig(
          Names.EXT_PROC_FILTER,
          Any.pack(ProcessorOverrides.modelRewrite(model, target.builtIn(), overflow)));
    } else {
      PickerFilter.asks(target, overflow)
          .ifPresent(
              question -> share.putTypedPerFilterConfig(question.filter(), question.config()));
    }
    return share.build();
  }

  private static WeightedCluster.ClusterWeight overflowShare(Target target) {
    WeightedCluster.ClusterWeight.Builder share = plainShare(target);
    OverflowFilters.asks(target)
        .ifPresent(config -> share.putTypedPerFilterConfig(OverflowFilters.ASK, config));
    return share.build();
  }

  private static WeightedCluster.ClusterWeight.Builder plainShare(Target target) {
    return WeightedCluster.ClusterWeight.newBuilder()
        .setName(cluster(target))
        .setWeight(UInt32Value.of(target.weight()))
        .addAllRequestHeadersToRemove(target.headerEdits().remove())
        .addAllRequestHeadersToAdd(headersToSet(target.headerEdits()));
  }

  /** The headers by which clusters that keep sessions together know them. */
  private static List<RouteAction.HashPolicy> sessions(List<Target> targets) {
    return targets.stream()
        .flatMap(target -> target.picker().stream())
        .flatMap(
            picker ->
                picker instanceof Picker.Session(String header)
                    ? Stream.of(header)
                    : Stream.empty())
        .distinct()
        .map(
            header ->
                RouteAction.HashPolicy.newBuilder()
                    .setHeader(RouteAction.HashPolicy.Header.newBuilder().setHeaderName(header))
                    .build())
        .toList();
  }

  private static List<HeaderValueOption> headersToSet(HeaderEdits edits) {
    List<HeaderValueOption> headers = new ArrayList<>();
    edits
        .set()
        .forEach(
            (name, value) ->
                headers.add(
                    header(
                        name,
                        value,
                        HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)));
    edits
        .add()
        .forEach(
            (name, value) ->
                headers.add(
                    header(
                        name,
                        value,
                        HeaderValueOption.HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD)));
    return headers;
  }

  private static HeaderValueOption header(
      String name, String value, HeaderValueOption.HeaderAppendAction action) {
    return HeaderValueOption.newBuilder()
        .setHeader(
            HeaderValue.newBuilder()
                .setKey(name)
                // a percent sign would begin a command of Envoy's formatter
                .setValue(value.replace("%", "%%")))
        .setAppendAction(action)
        .build();
  }

  private static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
