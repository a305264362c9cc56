package io.aigw.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import com.google.protobuf.util.Durations;
import io.aigw.ir.TlsServer;
import io.envoyproxy.envoy.config.common.mutation_rules.v3.HeaderMutation;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.Mutations;
import io.envoyproxy.envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.ScopedRds;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import java.util.List;

/**
 * Listeners, which never change with routes, so that no change drains a connection.
 *
 * <p>The chain of filters: what only the gateway may set is taken off; the model is read from the
 * body into metadata; the scope header is set to the model's scope, which makes Envoy choose the
 * route there; the header is set back to the scope of everything else, and where no route was found
 * the choice is made again with that; the processor and the endpoint picker are called where the
 * chosen route says so; what the gateway's own picker sends to the next priority has its route
 * chosen again, and is asked about there.
 *
 * <p>Envoy builds a request's chain when its headers are there, so it is the initial scope that
 * says which of the optional filters are in it: each costs a request some twentieth of what Envoy
 * spends on it, whether it does something or not.
 */
final class ListenerTranslator {

  /** The name of the listener that binds nothing. */
  static final String ANCHOR = "aigw-anchor";

  /** The filter that reads the model from the body. */
  static final String JSON_FILTER = "envoy.filters.http.json_to_metadata";

  /** The filter that sets the scope header to the model's scope. */
  private static final String SCOPE_FILTER = "aigw.scope";

  /** The filter that sets the scope header to the scope of everything else. */
  static final String SCOPE_RESET_FILTER = "aigw.scope-reset";

  /** The filter that has the route chosen again; the routes of a model tell it to stay out. */
  static final String FALLBACK_FILTER = "aigw.fallback";

  /** The filter that notes in the metadata that the processor is in the chain. */
  static final String PROCESSING_FILTER = "aigw.processing";

  /** What reads the body and looks for a route by what it says. */
  static final List<String> READING_FILTERS =
      List.of(
          JSON_FILTER,
          SCOPE_FILTER,
          SCOPE_RESET_FILTER,
          FALLBACK_FILTER,
          PROCESSING_FILTER,
          Names.EXT_PROC_FILTER);

  /**
   * Headers of the original and of endpoint pickers, by which a client could choose what only the
   * gateway may.
   */
  private static final List<String> INTERNAL_HEADER_PREFIXES =
      List.of("x-ai-eg-", "x-gateway-destination-endpoint");

  private static final String JSON = "(?i)application/([a-z0-9.!#$&^_-]+\\+)?json(\\s*;.*)?";

  /** Finds the host that a client asks for, before a certificate is chosen. */
  private static final ListenerFilter TLS_INSPECTOR =
      ListenerFilter.newBuilder()
          .setName("envoy.filters.listener.tls_inspector")
          .setTypedConfig(Any.pack(TlsInspector.getDefaultInstance()))
          .build();

  private final TranslatorSettings settings;

  ListenerTranslator(TranslatorSettings settings) {
    this.settings = settings;
  }

  /**
   * A listener.
   *
   * @param tls as in {@link io.aigw.ir.Listener#tls}
   */
  Listener listener(int port, List<TlsServer> tls) {
    Listener.Builder listener =
        Listener.newBuilder()
            .setName("http-" + port)
            .setAddress(address(settings.listenAddress(), settings.boundPort().applyAsInt(port)));
    FilterChain chain = filterChain(connectionManager(port));
    if (tls.isEmpty()) {
      return listener.addFilterChains(chain).build();
    }
    tls.forEach(server -> listener.addFilterChains(withTls(chain, server)));
    return listener.addListenerFilters(TLS_INSPECTOR).build();
  }

  private static FilterChain withTls(FilterChain chain, TlsServer server) {
    FilterChain.Builder builder =
        chain.toBuilder().setTransportSocket(TlsTranslator.downstream(server));
    server
        .host()
        .ifPresent(
            host ->
                builder.setFilterChainMatch(FilterChainMatch.newBuilder().addServerNames(host)));
    return builder.build();
  }

  /**
   * A listener that binds nothing and stays for as long as Envoy runs. Envoy does not subscribe to
   * scopes again on the same stream once the last listener that uses them went.
   */
  Listener anchor() {
    return Listener.newBuilder()
        .setName(ANCHOR)
        .setAddress(address("127.0.0.1", 1))
        .setBindToPort(BoolValue.of(false))
        .addFilterChains(
            filterChain(
                HttpConnectionManager.newBuilder()
                    .setStatPrefix("anchor")
                    .setScopedRoutes(scopedRoutes())
                    .addHttpFilters(
                        filter("envoy.filters.http.router", Router.getDefaultInstance()))
                    .build()))
        .build();
  }

  private static Address address(String host, int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress(host).setPortValue(port))
        .build();
  }

  private static FilterChain filterChain(HttpConnectionManager manager) {
    return FilterChain.newBuilder()
        .addFilters(
            Filter.newBuilder()
                .setName("envoy.filters.network.http_connection_manager")
                .setTypedConfig(Any.pack(manager)))
        .build();
  }

  private HttpConnectionManager connectionManager(int port) {
    List<HttpFilter> strictJson =
        settings.requests().strictJsonFrom().isPresent() ? StrictJson.filters() : List.of();
    return HttpConnectionManager.newBuilder()
        .setStatPrefix("http-" + port)
        .setScopedRoutes(scopedRoutes())
        .setUseRemoteAddress(BoolValue.of(true))
        // a client's own goes on; to make one for each request costs a fifteenth of what Envoy does
        .setGenerateRequestId(BoolValue.of(false))
        .setNormalizePath(BoolValue.of(true))
        .setMergeSlashes(true)
        .setServerHeaderTransformation(
            HttpConnectionManager.ServerHeaderTransformation.PASS_THROUGH)
        .setStreamIdleTimeout(Durations.fromMinutes(5))
        .setRequestHeadersTimeout(Durations.fromSeconds(10))
        .setRequestTimeout(Durations.fromMillis(settings.requests().longestUpload().toMillis()))
        .setCommonHttpProtocolOptions(
            HttpProtocolOptions.newBuilder().setIdleTimeout(Durations.fromHours(1)))
        .setHttp2ProtocolOptions(
            Http2ProtocolOptions.newBuilder()
                .setMaxConcurrentStreams(UInt32Value.of(10_000))
                .setInitialStreamWindowSize(UInt32Value.of(256 << 10))
                .setInitialConnectionWindowSize(UInt32Value.of(1 << 20)))
        .addEarlyHeaderMutationExtensions(removeInternalHeaders(port))
        .addAccessLog(PickedRequests.log())
        .setLocalReplyConfig(ErrorReplies.config(settings.requests().maxBytes()))
        .addHttpFilters(optional(PROCESSING_FILTER, processing()))
        .addHttpFilters(filter(JSON_FILTER, modelFromBody()))
        .addAllHttpFilters(strictJson)
        .addHttpFilters(
            filter(
                SCOPE_FILTER,
                setScope(
                    ScopeTranslator.modelKey(
                        port, "%DYNAMIC_METADATA(" + Names.METADATA + ":" + Names.MODEL + ")%"))))
        .addHttpFilters(optional(SCOPE_RESET_FILTER, setScope(ScopeTranslator.fallbackKey(port))))
        .addHttpFilters(optional(FALLBACK_FILTER, RouteAgain.unlessSkipped()))
        .addHttpFilters(optional(Names.EXT_PROC_FILTER, processor()))
        .addHttpFilters(optional(PickerFilter.EXTERNAL, PickerFilter.askingOthers()))
        .addHttpFilters(optional(PickerFilter.OWN, PickerFilter.askingProcessor()))
        .addAllHttpFilters(OverflowFilters.filters())
        .addHttpFilters(
            filter(
                "envoy.filters.http.router",
                Router.newBuilder().setSuppressEnvoyHeaders(true).build()))
        .build();
  }

  private static ScopedRoutes scopedRoutes() {
    return ScopedRoutes.newBuilder()
        .setName("routes")
        .setScopeKeyBuilder(
            ScopedRoutes.ScopeKeyBuilder.newBuilder()
                .addFragments(
                    ScopedRoutes.ScopeKeyBuilder.FragmentBuilder.newBuilder()
                        .setHeaderValueExtractor(
                            ScopedRoutes.ScopeKeyBuilder.FragmentBuilder.HeaderValueExtractor
                                .newBuilder()
                                .setName(Names.SCOPE_HEADER)
                                .setIndex(0))))
        .setRdsConfigSource(ConfigSources.ADS)
        .setScopedRds(ScopedRds.newBuilder().setScopedRdsConfigSource(ConfigSources.ADS))
        .build();
  }

  private TypedExtensionConfig removeInternalHeaders(int port) {
    var mutations =
        io.envoyproxy.envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation
            .newBuilder();
    INTERNAL_HEADER_PREFIXES.forEach(
        prefix -> mutations.addMutations(NewerFields.removeByPrefix(prefix)));
    if (settings.requests().strictJsonFrom().isPresent()) {
      mutations.addMutations(StrictJson.removeHeader());
    }
    mutations.addMutations(OverflowFilters.removeHeader());
    mutations.addMutations(setHeader(Names.SCOPE_HEADER, ScopeTranslator.initialKey(port)));
    return TypedExtensionConfig.newBuilder()
        .setName("envoy.http.early_header_mutation.header_mutation")
        .setTypedConfig(Any.pack(mutations.build()))
        .build();
  }

  private static HeaderMutation setHeader(String name, String value) {
    return HeaderMutation.newBuilder()
        .setAppend(
            HeaderValueOption.newBuilder()
                .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
                .setAppendAction(HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD))
        .build();
  }

  private static JsonToMetadata modelFromBody() {
    return JsonToMetadata.newBuilder()
        .setRequestRules(
            JsonToMetadata.MatchRules.newBuilder()
                .setAllowEmptyContentType(true)
                // found in a table, where the expression is for everything else
                .addAllowContentTypes("application/json")
                .setAllowContentTypesRegex(RegexMatcher.newBuilder().setRegex(JSON))
                .addRules(
                    JsonToMetadata.Rule.newBuilder()
                        .addSelectors(JsonToMetadata.Selector.newBuilder().setKey(Names.MODEL))
                        .setOnPresent(
                            JsonToMetadata.KeyValuePair.newBuilder()
                                .setMetadataNamespace(Names.METADATA)
                                .setKey(Names.MODEL)
                                .setType(JsonToMetadata.ValueType.PROTOBUF_VALUE))
                        .setOnMissing(problem(Names.MISSING))
                        .setOnError(problem(Names.MALFORMED))))
        .build();
  }

  private static JsonToMetadata.KeyValuePair problem(String problem) {
    return JsonToMetadata.KeyValuePair.newBuilder()
        .setMetadataNamespace(Names.METADATA)
        .setKey(Names.PROBLEM)
        .setValue(Value.newBuilder().setStringValue(problem))
        .build();
  }

  private static Message setScope(String value) {
    return setHeaderTo(Names.SCOPE_HEADER, value);
  }

  /** A filter's configuration that sets a request's header. */
  static Message setHeaderTo(String name, String value) {
    return io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutation
        .newBuilder()
        .setMutations(Mutations.newBuilder().addRequestMutations(setHeader(name, value)))
        .build();
  }

  /** Asks nothing by itself; the routes that need the processor say what to send it. */
  private ExternalProcessor processor() {
    GrpcService.Builder service = Questions.to(Names.PROCESSOR_CLUSTER);
    if (settings.secondProcessor()) {
      service.setRetryPolicy(ProcessorRetries.POLICY);
    }
    return ExternalProcessor.newBuilder()
        .setGrpcService(service)
        .setMessageTimeout(Durations.fromSeconds(10))
        // a header that the processor changes must not have the route chosen again
        .setRouteCacheAction(ExternalProcessor.RouteCacheAction.RETAIN)
        .setProcessingMode(Questions.NOTHING)
        .build();
  }

  private static Message processing() {
    return io.envoyproxy.envoy.extensions.filters.http.set_metadata.v3.Config.newBuilder()
        .addMetadata(
            io.envoyproxy.envoy.extensions.filters.http.set_metadata.v3.Metadata.newBuilder()
                .setMetadataNamespace(Names.METADATA)
                .setValue(
                    Struct.newBuilder()
                        .putFields(
                            Names.PROCESSING, Value.newBuilder().setBoolValue(true).build())))
        .build();
  }

  /** A filter that a request has only where its first route says so. */
  static HttpFilter optional(String name, Message config) {
    return filter(name, config).toBuilder().setDisabled(true).build();
  }

  private static HttpFilter filter(String name, Message config) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(Any.pack(config)).build();
  }
}
