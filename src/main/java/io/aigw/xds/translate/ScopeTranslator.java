package io.aigw.xds.translate;

import com.github.xds.type.matcher.v3.Matcher;
import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import io.aigw.ir.Listener;
import io.aigw.ir.Scope;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcherPerRoute;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Scopes: small route configurations, each found by one value of the gateway's own header, so that
 * a changed route re-sends only its own scope and Envoy rebuilds only that. The routes are inline:
 * a scope and what it holds are one resource.
 *
 * <p>A scope's name is its key and a key never changes its meaning: {@code PORT|m/MODEL/} for a
 * model, {@code PORT|*} for everything else, {@code PORT|m//} for requests without a model (it
 * lists the models), {@code PORT|^} until the body was read.
 */
final class ScopeTranslator {

  /** What Envoy's formatter writes into the scope header where there is no model. */
  static final String NO_MODEL = "";

  private static final String JSON_OR_ABSENT =
      "(?i)(application/([a-z0-9.!#$&^_-]+\\+)?json(\\s*;.*)?)?";

  /** The paths of OpenAI's API whose body must name a model. */
  static final String MODEL_PATHS = "/v1/(chat/completions|completions|embeddings|responses)";

  /** In the routes of a model: do not look for a route again. */
  private static final Any KEEP_ROUTE =
      Any.pack(
          ExtensionWithMatcherPerRoute.newBuilder()
              .setXdsMatcher(Matcher.newBuilder().setOnNoMatch(RouteAgain.SKIP))
              .build());

  /** In the initial scope: requests do not get this filter. */
  static final Any FILTER_IS_LEFT_OUT =
      Any.pack(FilterConfig.newBuilder().setDisabled(true).build());

  /** In the initial scope: requests get this filter. */
  static final Any FILTER_IS_USED = used(Any.getDefaultInstance());

  private final RouteTranslator routes = new RouteTranslator();
  private final RequestLimits requests;

  ScopeTranslator(RequestLimits requests) {
    this.requests = requests;
  }

  /** In the initial scope: requests get a filter, which is configured like this for them. */
  static Any used(Any config) {
    return Any.pack(FilterConfig.newBuilder().setConfig(config).build());
  }

  /** The value of the scope header until the body was read. */
  static String initialKey(int port) {
    return port + "|^";
  }

  /** The value of the scope header for everything without a scope of its own. */
  static String fallbackKey(int port) {
    return port + "|*";
  }

  /** The value of the scope header for a model, which may be one of Envoy's formatter commands. */
  static String modelKey(int port, String model) {
    return port + "|m/" + model + "/";
  }

  /** The scope of this key; none for those that are not of a rule. */
  static Optional<Scope> find(Listener listener, String key) {
    if (key.equals(fallbackKey(listener.port()))) {
      return Optional.of(listener.general());
    }
    if (key.equals(initialKey(listener.port()))) {
      return Optional.of(listener.ahead()).filter(ahead -> !ahead.routes().isEmpty());
    }
    return model(listener, key).flatMap(m -> Optional.ofNullable(listener.byModel().get(m)));
  }

  private static Optional<String> model(Listener listener, String key) {
    String prefix = listener.port() + "|m/";
    return key.startsWith(prefix) && key.length() > prefix.length() + 1
        ? Optional.of(key.substring(prefix.length(), key.length() - 1))
        : Optional.empty();
  }

  /** The listener with another scope under this key. */
  static Listener replace(Listener listener, String key, Scope scope) {
    boolean ahead = key.equals(initialKey(listener.port()));
    boolean general = key.equals(fallbackKey(listener.port()));
    return new Listener(
        listener.port(),
        listener.tls(),
        ahead ? scope : listener.ahead(),
        general ? scope : listener.general(),
        model(listener, key)
            .map(model -> listener.byModel().with(model, scope))
            .orElse(listener.byModel()),
        listener.models());
  }

  /**
   * Where a request is until its body was read: nowhere, but with the limit for reading it and the
   * choice of its filters; unless its head alone decides, and then nothing of it is read.
   */
  ScopedRouteConfiguration initial(int port, ListenerNeeds needs, Scope ahead) {
    VirtualHost.Builder virtualHost =
        VirtualHost.newBuilder()
            .setName("initial")
            .addDomains("*")
            .addAllRoutes(
                routes(ahead, initialKey(port)).stream()
                    .map(ScopeTranslator::withoutReading)
                    .toList())
            .addRoutes(
                nowhere(listOfModels())
                    .putTypedPerFilterConfig(Names.EXT_PROC_FILTER, FILTER_IS_USED));
    requests
        .strictJsonFrom()
        .ifPresent(
            length ->
                virtualHost.addRoutes(
                    StrictJson.applyTo(nowhere(anything()), length, requests.maxBytes())));
    virtualHost.addRoutes(nowhere(anything()));
    if (needs.secondLook()) {
      virtualHost
          .putTypedPerFilterConfig(ListenerTranslator.SCOPE_RESET_FILTER, FILTER_IS_USED)
          .putTypedPerFilterConfig(ListenerTranslator.FALLBACK_FILTER, FILTER_IS_USED);
    }
    if (needs.processor()) {
      virtualHost
          .putTypedPerFilterConfig(ListenerTranslator.PROCESSING_FILTER, FILTER_IS_USED)
          .putTypedPerFilterConfig(Names.EXT_PROC_FILTER, FILTER_IS_USED);
    }
    if (needs.externalPicker()) {
      virtualHost.putTypedPerFilterConfig(PickerFilter.EXTERNAL, FILTER_IS_USED);
    }
    if (needs.ownPicker()) {
      virtualHost.putTypedPerFilterConfig(PickerFilter.OWN, FILTER_IS_USED);
    }
    if (needs.overflow()) {
      virtualHost
          .putTypedPerFilterConfig(OverflowFilters.CHOOSE_ROUTE, FILTER_IS_USED)
          .putTypedPerFilterConfig(OverflowFilters.ASK, FILTER_IS_USED);
    }
    NewerFields.requestBodyBufferLimit(virtualHost, requests.maxBytes());
    String key = initialKey(port);
    return scope(key, RouteConfiguration.newBuilder().setName(key).addVirtualHosts(virtualHost));
  }

  /** A route that is found before the body is read, which it then is not. */
  private static Route withoutReading(Route route) {
    Route.Builder builder = route.toBuilder().addRequestHeadersToRemove(Names.SCOPE_HEADER);
    for (String filter : ListenerTranslator.READING_FILTERS) {
      builder.putTypedPerFilterConfig(filter, FILTER_IS_LEFT_OUT);
    }
    return builder.build();
  }

  /**
   * The routes of everything else. What no rule for models may take is refused where the first of
   * them is; a route that has nothing to do with models takes it before that, and also behind those
   * rules that it would not have been for.
   */
  ScopedRouteConfiguration general(int port, Scope scope) {
    List<Route> all = new ArrayList<>();
    int last = lastHttp(scope);
    for (int i = 0; i < scope.routes().size(); i++) {
      io.aigw.ir.Route route = scope.routes().get(i);
      if (i < last && !route.ofHttpRoute()) {
        all.addAll(refusals(RouteTranslator.match(route.match().withModel(Optional.empty()))));
      }
      all.addAll(routes.routes(route, fallbackKey(port)).toList());
      if (i == last) {
        all.addAll(refusals(anything()));
      }
    }
    if (last < 0) {
      all.addAll(0, refusals(anything()));
    }
    return scope(fallbackKey(port), configuration(fallbackKey(port), all));
  }

  /** Routes that no request finds. */
  ScopedRouteConfiguration trial(ScopeNames.Trial trial, List<io.aigw.ir.Route> tried) {
    String key = trial.resource();
    return scope(key, configuration(key, routes(tried, key)));
  }

  /** The routes of a model, which is not the unnamed one. */
  ScopedRouteConfiguration ofModel(int port, String model, Scope scope) {
    String key = modelKey(port, model);
    return modelScope(key, routes(scope, key));
  }

  /**
   * What there is for requests without a model: the list of models, which the controller writes.
   *
   * @param unnamed the scope of the model whose name is empty, which is found under the same key;
   *     null where there is none
   */
  ScopedRouteConfiguration modelList(String gateway, int port, @Nullable Scope unnamed) {
    String key = modelKey(port, NO_MODEL);
    List<Route> all = new ArrayList<>();
    all.add(
        Route.newBuilder()
            .setName("models")
            .setMatch(listOfModels())
            .setDirectResponse(DirectResponseAction.newBuilder().setStatus(500))
            .putTypedPerFilterConfig(
                Names.EXT_PROC_FILTER,
                ProcessorOverrides.modelList(ModelCatalogues.listener(gateway, port)))
            .build());
    if (unnamed != null) {
      all.addAll(routes(unnamed, key));
    }
    return modelScope(key, all);
  }

  private static Route.Builder nowhere(RouteMatch.Builder match) {
    return Route.newBuilder()
        .setMatch(match)
        .setRoute(RouteAction.newBuilder().setCluster(Names.UNRESOLVED_CLUSTER));
  }

  private static RouteMatch.Builder anything() {
    return RouteMatch.newBuilder().setPrefix("/");
  }

  private static RouteMatch.Builder listOfModels() {
    return RouteMatch.newBuilder().setPath("/v1/models").addHeaders(method("GET"));
  }

  private List<Route> routes(Scope scope, String key) {
    return routes(scope.routes(), key);
  }

  private List<Route> routes(List<io.aigw.ir.Route> some, String key) {
    return some.stream().flatMap(route -> routes.routes(route, key)).toList();
  }

  private static ScopedRouteConfiguration modelScope(String key, List<Route> translated) {
    return scope(
        key,
        configuration(key, translated)
            .putTypedPerFilterConfig(ListenerTranslator.FALLBACK_FILTER, KEEP_ROUTE));
  }

  private static ScopedRouteConfiguration scope(String key, RouteConfiguration.Builder routes) {
    return ScopedRouteConfiguration.newBuilder()
        .setName(key)
        .setKey(
            ScopedRouteConfiguration.Key.newBuilder()
                .addFragments(ScopedRouteConfiguration.Key.Fragment.newBuilder().setStringKey(key)))
        .setRouteConfiguration(routes.setValidateClusters(BoolValue.of(false)))
        .build();
  }

  private static RouteConfiguration.Builder configuration(String key, List<Route> translated) {
    return RouteConfiguration.newBuilder()
        .setName(key)
        .addRequestHeadersToRemove(Names.SCOPE_HEADER)
        .addVirtualHosts(
            VirtualHost.newBuilder().setName(key).addDomains("*").addAllRoutes(translated));
  }

  /** The place of the last route that has nothing to do with models; -1 where there is none. */
  private static int lastHttp(Scope scope) {
    int last = scope.routes().size() - 1;
    while (last >= 0 && !scope.routes().get(last).ofHttpRoute()) {
      last--;
    }
    return last;
  }

  /**
   * What is refused in place of a rule for models; {@link ErrorReplies} has the texts.
   *
   * @param of the rule's condition, whatever it says of the model
   */
  private static List<Route> refusals(RouteMatch.Builder of) {
    ValueMatcher anyString =
        ValueMatcher.newBuilder().setStringMatch(RouteTranslator.regex("(?s).*")).build();
    ValueMatcher present = ValueMatcher.newBuilder().setPresentMatch(true).build();
    MetadataMatcher noString =
        RouteTranslator.metadata(Names.MODEL, anyString).toBuilder().setInvert(true).build();
    return List.of(
        refusal(of.clone().addHeaders(jsonOrAbsent()).addDynamicMetadata(problem(Names.MALFORMED))),
        refusal(
            of.clone()
                .setSafeRegex(RegexMatcher.newBuilder().setRegex(MODEL_PATHS))
                .addHeaders(method("POST"))
                .addHeaders(jsonOrAbsent())
                .addDynamicMetadata(problem(Names.MISSING))),
        refusal(
            of.clone()
                .addDynamicMetadata(RouteTranslator.metadata(Names.MODEL, present))
                .addDynamicMetadata(noString)));
  }

  private static Route refusal(RouteMatch.Builder match) {
    return Route.newBuilder()
        .setMatch(match)
        .setDirectResponse(DirectResponseAction.newBuilder().setStatus(400))
        .build();
  }

  private static MetadataMatcher problem(String problem) {
    return RouteTranslator.metadata(
        Names.PROBLEM,
        ValueMatcher.newBuilder().setStringMatch(RouteTranslator.exact(problem)).build());
  }

  static HeaderMatcher jsonOrAbsent() {
    return HeaderMatcher.newBuilder()
        .setName("content-type")
        .setStringMatch(RouteTranslator.regex(JSON_OR_ABSENT))
        .setTreatMissingHeaderAsEmpty(true)
        .build();
  }

  static HeaderMatcher method(String method) {
    return HeaderMatcher.newBuilder()
        .setName(":method")
        .setStringMatch(RouteTranslator.exact(method))
        .build();
  }
}
