package io.aigw.bench.arm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aigw.bench.load.Prompt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Envoy's configuration for the arms that are no gateway.
 *
 * @param port where Envoy listens
 * @param rightPort the upstream that the bench's model goes to
 * @param wrongPort the upstream that other models go to
 * @param socket where the processor listens
 */
record EnvoyConfig(int port, int rightPort, int wrongPort, Path socket) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILTERS = "envoy.extensions.filters.http.";
  private static final String MODEL_HEADER = "x-model";
  private static final String METADATA = "llm";
  private static final int LARGEST_BODY = 8 << 20;

  String json(EnvoyShape shape) {
    Map<String, Object> listener =
        Map.of(
            "name",
            "clients",
            "address",
            address(port),
            "filter_chains",
            List.of(Map.of("filters", List.of(connectionManager(shape)))));
    List<Object> clusters = new ArrayList<>();
    clusters.add(cluster("right", right(shape)));
    clusters.add(cluster("wrong", List.of(address(wrongPort))));
    if (shape.asksProcessor()) {
      clusters.add(processorCluster());
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter()
          .writeValueAsString(
              Map.of(
                  "static_resources",
                  Map.of("listeners", List.of(listener), "clusters", clusters)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Who asks where a request is to go has as many servers to choose from as the gateway's pool. */
  private List<Object> right(EnvoyShape shape) {
    return shape == EnvoyShape.QUESTION
        ? Site.servers(rightPort).stream()
            .map(server -> address(server.getAddress().getHostAddress(), rightPort))
            .toList()
        : List.of(address(rightPort));
  }

  private static Object connectionManager(EnvoyShape shape) {
    List<Object> filters = new ArrayList<>(filters(shape));
    filters.add(filter("router", "router.v3.Router", Map.of()));
    return named(
        "envoy.filters.network.http_connection_manager",
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        Map.of(
            "stat_prefix",
            "clients",
            "generate_request_id",
            false,
            "stream_idle_timeout",
            "60s",
            "http_filters",
            filters,
            "route_config",
            Map.of(
                "name",
                "routes",
                "virtual_hosts",
                List.of(Map.of("name", "all", "domains", List.of("*"), "routes", routes(shape))))));
  }

  private static List<Object> filters(EnvoyShape shape) {
    return switch (shape) {
      case ALONE -> List.of();
      case JSON_TO_METADATA -> List.of(jsonToMetadata());
      case AI_PROTOCOL_MANAGER -> aiProtocolManager();
      case EXTERNAL_PROCESSING -> List.of(externalProcessing("BUFFERED"));
      case QUESTION -> List.of(jsonToMetadata(), externalProcessing("NONE"));
      case EXTERNAL_AUTHORIZATION -> List.of(externalAuthorization());
    };
  }

  /** Where the model is known, one route for it and one for another; else one route for all. */
  private static List<Object> routes(EnvoyShape shape) {
    return switch (shape) {
      case ALONE, EXTERNAL_PROCESSING, EXTERNAL_AUTHORIZATION ->
          List.of(route(Map.of("prefix", "/"), "right"));
      case JSON_TO_METADATA, QUESTION ->
          List.of(
              route(metadataMatch("another-model"), "wrong"),
              route(metadataMatch(Prompt.MODEL), "right"));
      case AI_PROTOCOL_MANAGER ->
          List.of(
              aiRoute(headerMatch("another-model"), "wrong"),
              aiRoute(headerMatch(Prompt.MODEL), "right"),
              aiRoute(Map.of("prefix", "/"), "wrong"));
    };
  }

  private static Object jsonToMetadata() {
    Object rule =
        Map.of(
            "selectors",
            List.of(Map.of("key", "model")),
            "on_present",
            Map.of("metadata_namespace", METADATA, "key", "model", "type", "STRING"),
            "on_missing",
            Map.of("metadata_namespace", METADATA, "key", "model", "value", "missing"));
    return filter(
        "json_to_metadata",
        "json_to_metadata.v3.JsonToMetadata",
        Map.of(
            "request_rules",
            Map.of("rules", List.of(rule), "allow_content_types", List.of("application/json"))));
  }

  private static List<Object> aiProtocolManager() {
    Object read =
        filter(
            "ai_protocol_manager",
            "ai_protocol_manager.v3.AiProtocolManager",
            Map.of(
                "request_handling",
                Map.of("parse_unconfigured_routes", true, "reserialize_body", "DISABLE"),
                "filters",
                List.of(
                    named(
                        "envoy.http.ai_filters.request_info",
                        "envoy.extensions.http.ai_filters.request_info.v3.RequestInfo",
                        Map.of()))));
    Object header =
        filter(
            "header_mutation",
            "header_mutation.v3.HeaderMutation",
            Map.of(
                "mutations",
                Map.of(
                    "request_mutations",
                    List.of(
                        Map.of(
                            "append",
                            Map.of(
                                "header",
                                Map.of(
                                    "key",
                                    MODEL_HEADER,
                                    "value",
                                    "%CEL(metadata.typed_filter_metadata['envoy.ai.request_info'].model)%"),
                                "append_action",
                                "OVERWRITE_IF_EXISTS_OR_ADD"))))));
    Object chooseRoute =
        filter(
            "lua",
            "lua.v3.Lua",
            Map.of(
                "default_source_code",
                Map.of(
                    "inline_string",
                    "function envoy_on_request(handle) handle:clearRouteCache() end")));
    return List.of(read, header, chooseRoute);
  }

  private static Object externalProcessing(String bodyMode) {
    return filter(
        "ext_proc",
        "ext_proc.v3.ExternalProcessor",
        Map.of(
            "grpc_service",
            Map.of("envoy_grpc", Map.of("cluster_name", "processor"), "timeout", "0s"),
            "message_timeout",
            "10s",
            "processing_mode",
            Map.of(
                "request_header_mode",
                "SEND",
                "request_body_mode",
                bodyMode,
                "response_header_mode",
                "SKIP",
                "response_body_mode",
                "NONE",
                "request_trailer_mode",
                "SKIP",
                "response_trailer_mode",
                "SKIP")));
  }

  private static Object externalAuthorization() {
    return filter(
        "ext_authz",
        "ext_authz.v3.ExtAuthz",
        Map.of(
            "transport_api_version",
            "V3",
            "grpc_service",
            Map.of("envoy_grpc", Map.of("cluster_name", "processor"), "timeout", "10s"),
            "with_request_body",
            Map.of("max_request_bytes", LARGEST_BODY, "pack_as_bytes", true)));
  }

  private static Map<String, Object> metadataMatch(String model) {
    return Map.of(
        "prefix",
        "/",
        "dynamic_metadata",
        List.of(
            Map.of(
                "filter",
                METADATA,
                "path",
                List.of(Map.of("key", "model")),
                "value",
                Map.of("string_match", Map.of("exact", model)))));
  }

  private static Map<String, Object> headerMatch(String model) {
    return Map.of(
        "prefix",
        "/",
        "headers",
        List.of(Map.of("name", MODEL_HEADER, "string_match", Map.of("exact", model))));
  }

  private static Map<String, Object> route(Map<String, Object> match, String cluster) {
    return Map.of("match", match, "route", Map.of("cluster", cluster, "timeout", "60s"));
  }

  private static Map<String, Object> aiRoute(Map<String, Object> match, String cluster) {
    Map<String, Object> route = new HashMap<>(route(match, cluster));
    route.put(
        "typed_per_filter_config",
        Map.of(
            "envoy.filters.http.ai_protocol_manager",
            typed(
                FILTERS + "ai_protocol_manager.v3.AiProtocolManagerPerRoute",
                Map.of("request", Map.of("llm_protocol", "OPENAI_CHAT_COMPLETIONS")))));
    return route;
  }

  private Object processorCluster() {
    Object http2 =
        Map.of(
            "http2_protocol_options",
            Map.of(
                "initial_stream_window_size", 1 << 20, "initial_connection_window_size", 4 << 20));
    Map<String, Object> cluster =
        new HashMap<>(
            cluster("processor", List.of(Map.of("pipe", Map.of("path", socket.toString())))));
    String options = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    cluster.put(
        "typed_extension_protocol_options",
        Map.of(options, typed(options, Map.of("explicit_http_config", http2))));
    return cluster;
  }

  private static Map<String, Object> cluster(String name, List<Object> addresses) {
    return Map.of(
        "name",
        name,
        "type",
        "STATIC",
        "connect_timeout",
        "1s",
        "load_assignment",
        Map.of(
            "cluster_name",
            name,
            "endpoints",
            List.of(
                Map.of(
                    "lb_endpoints",
                    addresses.stream()
                        .map(address -> Map.of("endpoint", Map.of("address", address)))
                        .toList()))));
  }

  private static Object address(int port) {
    return address("127.0.0.1", port);
  }

  private static Object address(String host, int port) {
    return Map.of("socket_address", Map.of("address", host, "port_value", port));
  }

  private static Object filter(String name, String type, Map<String, Object> config) {
    return named("envoy.filters.http." + name, FILTERS + type, config);
  }

  private static Object named(String name, String type, Map<String, Object> config) {
    return Map.of("name", name, "typed_config", typed(type, config));
  }

  private static Map<String, Object> typed(String type, Map<String, Object> config) {
    Map<String, Object> typed = new HashMap<>(config);
    typed.put("@type", "type.googleapis.com/" + type);
    return typed;
  }
}
