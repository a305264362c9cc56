package io.aigw.xds.translate;

import com.github.xds.core.v3.TypedExtensionConfig;
import com.github.xds.type.matcher.v3.Matcher;
import com.github.xds.type.matcher.v3.Matcher.MatcherList;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate;
import com.github.xds.type.matcher.v3.StringMatcher;
import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcher;
import io.envoyproxy.envoy.extensions.filters.common.matcher.action.v3.SkipFilter;
import io.envoyproxy.envoy.extensions.filters.common.set_filter_state.v3.FilterStateValue;
import io.envoyproxy.envoy.extensions.filters.http.set_filter_state.v3.Config;
import io.envoyproxy.envoy.type.matcher.v3.HttpRequestHeaderMatchInput;

/** Filters that forget the route which was chosen, so that it is chosen again. */
final class RouteAgain {

  /** What tells a filter with a matcher to let the request pass. */
  static final Matcher.OnMatch SKIP =
      Matcher.OnMatch.newBuilder()
          .setAction(
              TypedExtensionConfig.newBuilder()
                  .setName("skip")
                  .setTypedConfig(Any.pack(SkipFilter.getDefaultInstance())))
          .build();

  private RouteAgain() {}

  /** For every request. */
  static Config always() {
    Config.Builder clearRoute =
        Config.newBuilder()
            .addOnRequestHeaders(
                FilterStateValue.newBuilder()
                    .setObjectKey(ListenerTranslator.FALLBACK_FILTER)
                    .setFactoryKey("envoy.string")
                    .setFormatString(
                        SubstitutionFormatString.newBuilder()
                            .setTextFormatSource(DataSource.newBuilder().setInlineString("1"))));
    NewerFields.clearRouteCache(clearRoute);
    return clearRoute.build();
  }

  /** Unless the route says to skip this filter; no route says nothing. */
  static ExtensionWithMatcher unlessSkipped() {
    return unless(isHeader("scope", Names.SCOPE_HEADER, "-never-"));
  }

  /**
   * For requests with a header of this value.
   *
   * @param name that of the condition
   */
  static ExtensionWithMatcher where(String name, String header, String value) {
    return unless(Predicate.newBuilder().setNotMatcher(isHeader(name, header, value)));
  }

  private static ExtensionWithMatcher unless(Predicate.Builder condition) {
    return ExtensionWithMatcher.newBuilder()
        .setXdsMatcher(
            Matcher.newBuilder()
                .setMatcherList(
                    MatcherList.newBuilder()
                        .addMatchers(
                            MatcherList.FieldMatcher.newBuilder()
                                .setPredicate(condition)
                                .setOnMatch(SKIP))))
        .setExtensionConfig(
            io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig.newBuilder()
                .setName("clear-route")
                .setTypedConfig(Any.pack(always())))
        .build();
  }

  private static Predicate.Builder isHeader(String name, String header, String value) {
    return Predicate.newBuilder()
        .setSinglePredicate(
            Predicate.SinglePredicate.newBuilder()
                .setInput(
                    TypedExtensionConfig.newBuilder()
                        .setName(name)
                        .setTypedConfig(
                            Any.pack(
                                HttpRequestHeaderMatchInput.newBuilder()
                                    .setHeaderName(header)
                                    .build())))
                .setValueMatch(StringMatcher.newBuilder().setExact(value)));
  }
}
