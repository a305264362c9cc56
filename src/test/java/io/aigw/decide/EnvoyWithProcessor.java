package io.aigw.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aigw.route.ModelRewrite;
import io.aigw.testing.EnvoyBinary;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A real Envoy whose routes ask a processor to rewrite the model. Its listeners: {@code http1} and
 * {@code http2} (that is one in front, which speaks HTTP/2 to the one with the processor). The path
 * chooses the route: {@code /1}, {@code /2} rewrite and go to the upstream over HTTP/1.1 and
 * HTTP/2; {@code /no-instruction} asks without saying for what; anything else is not rewritten.
 */
final class EnvoyWithProcessor {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 30;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final Path log;
  private final String admin;

  EnvoyWithProcessor(Path folder, int upstreamPort, Path processorSocket, String newModel)
      throws IOException, InterruptedException {
    Path config = folder.resolve("envoy.yaml");
    Path adminAddress = folder.resolve("admin");
    log = folder.resolve("envoy.log");
    Files.writeString(config, config(folder, upstreamPort, processorSocket, newModel));
    process =
        new ProcessBuilder(
                EnvoyBinary.path().toString(),
                "--config-path",
                config.toString(),
                "--admin-address-path",
                adminAddress.toString(),
                "--concurrency",
                "1",
                "--disable-hot-restart",
                "--log-level",
                "warning")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    await(() -> Files.exists(adminAddress) && !Files.readString(adminAddress).isBlank());
    admin = "http://" + Files.readString(adminAddress).strip();
    await(() -> admin("/ready").equals("LIVE\n"));
  }

  /** The address of a listener by its name. */
  String listener(String name) throws IOException, InterruptedException {
    JsonNode listeners = JSON.readTree(admin("/listeners?format=json")).get("listener_statuses");
    for (JsonNode listener : listeners) {
      if (listener.get("name").textValue().equals(name)) {
        JsonNode address = listener.get("local_address").get("socket_address");
        return "http://127.0.0.1:" + address.get("port_value").intValue();
      }
    }
    throw new IllegalArgumentException(name);
  }

  /** Waits until a statistic has a value. */
  void awaitStatistic(String name, long value) throws IOException, InterruptedException {
    await(() -> admin("/stats?filter=^" + name + "$").equals(name + ": " + value + "\n"));
  }

  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private void await(Condition condition) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.holds()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException("Envoy is not as expected: " + Files.readString(log));
      }
      Thread.sleep(20);
    }
  }

  private String admin(String path) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(admin + path.replace("^", "%5E"))).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static String config(
      Path folder, int upstreamPort, Path processorSocket, String newModel) {
    String instruction =
        Base64.getEncoder().encodeToString(newModel.getBytes(StandardCharsets.UTF_8));
    Path inner = folder.resolve("inner");
    Path last = folder.resolve("last");
    String rewriting =
        """
        {match: {prefix: /1}, route: {cluster: upstream}, typed_per_filter_config: %1$s},
        {match: {prefix: /2}, route: {cluster: upstream_http2}, typed_per_filter_config: %1$s},
        {match: {prefix: /no-instruction}, route: {cluster: upstream},
         typed_per_filter_config: %2$s},
        {match: {prefix: /}, route: {cluster: upstream}}
        """
            .formatted(
                override(
                    "grpc_initial_metadata: [{key: %s, value: '%s'}],"
                        .formatted(ModelRewrite.METADATA_KEY, instruction)),
                override(""));
    return """
    admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
    static_resources:
      listeners:
      - %s
      - %s
      - %s
      - %s
      clusters:
      - %s
      - %s
      - %s
      - %s
    """
        .formatted(
            listener("http1", tcp(0), EXT_PROC, rewriting),
            listener("inner", pipe(inner), EXT_PROC, rewriting),
            listener("http2", tcp(0), "", "{match: {prefix: /}, route: {cluster: inner}}"),
            listener("last", pipe(last), "", "{match: {prefix: /}, route: {cluster: upstream}}"),
            cluster("upstream", tcp(upstreamPort), ""),
            cluster("upstream_http2", pipe(last), HTTP2),
            cluster("inner", pipe(inner), HTTP2),
            cluster("processor", pipe(processorSocket), HTTP2));
  }

  private static final String TYPE = "'@type': type.googleapis.com/envoy.extensions.";

  private static final String EXT_PROC =
      "{name: envoy.filters.http.ext_proc, typed_config: {"
          + TYPE
          + "filters.http.ext_proc.v3.ExternalProcessor,"
          + " grpc_service: {envoy_grpc: {cluster_name: processor}}, message_timeout: 10s,"
          + " processing_mode: {request_header_mode: SKIP, response_header_mode: SKIP,"
          + " request_trailer_mode: SKIP, response_trailer_mode: SKIP}}},";

  private static final String HTTP2 =
      ", typed_extension_protocol_options:"
          + " {envoy.extensions.upstreams.http.v3.HttpProtocolOptions: {"
          + TYPE
          + "upstreams.http.v3.HttpProtocolOptions,"
          + " explicit_http_config: {http2_protocol_options: {}}}}";

  private static String override(String metadata) {
    return "{envoy.filters.http.ext_proc: {"
        + TYPE
        + "filters.http.ext_proc.v3.ExtProcPerRoute, overrides: {"
        + metadata
        + " processing_mode: {request_header_mode: SEND, request_body_mode: BUFFERED,"
        + " response_header_mode: SKIP, response_body_mode: NONE,"
        + " request_trailer_mode: SKIP, response_trailer_mode: SKIP}}}}";
  }

  private static String listener(String name, String address, String filters, String routes) {
    return ("{name: %s, address: %s, per_connection_buffer_limit_bytes: 8388608, filter_chains: ["
            + "{filters: [{name: http, typed_config: {%sfilters.network"
            + ".http_connection_manager.v3.HttpConnectionManager, stat_prefix: %s, http_filters:"
            + " [%s {name: router, typed_config: {%sfilters.http.router.v3.Router}}],"
            + " route_config: {virtual_hosts: [{name: all, domains: ['*'], routes: [%s]}]}}}]}]}")
        .formatted(name, address, TYPE, name, filters, TYPE, routes.replace("\n", " "));
  }

  private static String cluster(String name, String address, String options) {
    return ("{name: %1$s, type: STATIC, per_connection_buffer_limit_bytes: 8388608,"
            + " load_assignment: {cluster_name: %1$s, endpoints: [{lb_endpoints:"
            + " [{endpoint: {address: %2$s}}]}]}%3$s}")
        .formatted(name, address, options);
  }

  private static String tcp(int port) {
    return "{socket_address: {address: 127.0.0.1, port_value: %d}}".formatted(port);
  }

  private static String pipe(Path path) {
    return "{pipe: {path: '%s'}}".formatted(path);
  }
}
