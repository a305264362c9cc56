package io.aigw.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.pick.Endpoint;
import io.aigw.pick.Policies;
import io.aigw.pick.Pool;
import io.aigw.route.WeightedName;
import io.aigw.testing.Pki;
import io.aigw.testing.Ports;
import io.aigw.testing.RawHttp;
import io.aigw.testing.RunningEnvoy;
import io.aigw.testing.ServedPools;
import io.aigw.testing.Upstream;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Gateways as others configure Envoy for pools: a cluster without members, whose requests go to the
 * address in the picker's header, with bodies in either way that pickers know.
 */
@Timeout(60)
class ForeignGatewayTest {

  /** How the picker is shown bodies. */
  enum Bodies {
    /** As gateways do that follow the protocol: both bodies, with trailers. */
    STREAMED(
        "request_body_mode: FULL_DUPLEX_STREAMED, request_trailer_mode: SEND, "
            + "response_header_mode: SEND, response_body_mode: FULL_DUPLEX_STREAMED, response_trailer_mode: SEND"),
    /** As those of the inference extension's v0.2.0 do. */
    BUFFERED("request_body_mode: BUFFERED, response_header_mode: SEND"),
    /** The same with the response's body. */
    BOTH_BUFFERED(
        "request_body_mode: BUFFERED, response_header_mode: SEND, response_body_mode: BUFFERED");

    final String mode;

    Bodies(String mode) {
      this.mode = mode;
    }
  }

  @TempDir private Path folder;
  private int port;
  private int pickerPort;
  private Upstream one;
  private Upstream two;
  private Server picker;
  private Pool pool;
  private Optional<Map<String, ServedModel>> models = Optional.empty();

  @BeforeEach
  void start() throws IOException {
    port = Ports.free();
    pickerPort = Ports.free();
    one = Upstream.start("one");
    two = Upstream.start("two");
    pool =
        new Pool("pool", Policies.LEAST_REQUESTS, Policies.named("least-requests").orElseThrow());
    pool.set(List.of(at(one), at(two)));
    picker =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), pickerPort))
            .useTransportSecurity(pem("server.crt"), pem("server.key"))
            .directExecutor()
            .addService(
                new EndpointPicker(
                    () -> Optional.of(ServedPools.of(pool, models)),
                    new EndpointPicker.Limits(2 << 20, 1),
                    System::nanoTime,
                    new Random(1)))
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    picker.shutdownNow();
    one.close();
    two.close();
  }

  @ParameterizedTest
  @EnumSource(Bodies.class)
  void requestsGoWhereThePickerSaysWithTheirBodies(Bodies bodies) throws Exception {
    try (RunningEnvoy envoy = gateway(bodies, List.of(at(one), at(two)))) {
      Set<String> servers = new HashSet<>();
      for (int length : new int[] {0, 1, 5000, 300_000, 1, 2, 3, 4}) {
        String body = "x".repeat(length);
        RawHttp.Reply reply = ask(body, "x-answer-body: " + "y".repeat(3000));
        assertThat(reply.status()).as(envoy.log()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("y".repeat(3000));
        servers.add(reply.header("x-served-by").orElseThrow());
        assertThat(received()).containsExactly(body);
      }
      assertThat(servers).containsExactlyInAnyOrder("one", "two");
      awaitNothingInFlight();
    }
  }

  @ParameterizedTest
  @EnumSource(Bodies.class)
  void modelsAreRewrittenAndWhatIsNoneRefused(Bodies bodies) throws Exception {
    models =
        Optional.of(
            Map.of("m", new ServedModel(false, List.of(new WeightedName("an-adapter", 1)))));
    try (RunningEnvoy envoy = gateway(bodies, List.of(at(one), at(two)))) {
      for (int length : new int[] {1, 100_000, 900_000}) {
        String prompt = "x".repeat(length);
        assertThat(ask("{\"prompt\":\"%s\",\"model\":\"m\"}".formatted(prompt), "a: b").status())
            .as(envoy.log())
            .isEqualTo(200);
        assertThat(received())
            .containsExactly("{\"prompt\":\"%s\",\"model\":\"an-adapter\"}".formatted(prompt));
      }
      RawHttp.Reply refused = ask("{\"model\":\"other\"}", "a: b");
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.json().at("/error/code").asText()).isEqualTo("model_not_found");
      assertThat(ask("{}", "a: b").status()).isEqualTo(400);
      assertThat(received()).isEmpty();
      awaitNothingInFlight();
    }
  }

  @ParameterizedTest
  @EnumSource(Bodies.class)
  void theGatewaysSubsetIsKept(Bodies bodies) throws Exception {
    try (RunningEnvoy envoy = gateway(bodies, List.of(at(two)))) {
      for (int i = 0; i < 6; i++) {
        assertThat(ask("{}", "a: b").header("x-served-by")).as(envoy.log()).contains("two");
      }
      pool.set(List.of(at(one)));
      RawHttp.Reply none = ask("{}", "a: b");
      assertThat(none.status()).isEqualTo(503);
      assertThat(none.json().at("/error/code").asText()).isEqualTo("no_endpoint");
    }
  }

  // --- fixture ---------------------------------------------------------------------------------

  private RunningEnvoy gateway(Bodies bodies, List<String> subset)
      throws IOException, InterruptedException {
    return RunningEnvoy.start(
        """
        static_resources:
          listeners:
          - address: {socket_address: {address: 127.0.0.1, port_value: %d}}
            filter_chains:
            - filters:
              - name: http
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                  stat_prefix: http
                  route_config:
                    virtual_hosts:
                    - {name: all, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: servers}}]}
                  http_filters:
                  - name: subset
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.set_metadata.v3.Config
                      metadata:
                      - metadata_namespace: envoy.lb.subset_hint
                        value: {x-gateway-destination-endpoint-subset: ["%s"]}
                  - name: picker
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor
                      grpc_service: {envoy_grpc: {cluster_name: picker}, timeout: 60s}
                      message_timeout: 60s
                      processing_mode: {request_header_mode: SEND, %s}
                      metadata_options:
                        forwarding_namespaces: {untyped: [envoy.lb.subset_hint, envoy.lb]}
                        receiving_namespaces: {untyped: [envoy.lb]}
                  - name: router
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
          clusters:
          - name: servers
            type: ORIGINAL_DST
            lb_policy: CLUSTER_PROVIDED
            original_dst_lb_config: {use_http_header: true, http_header_name: x-gateway-destination-endpoint}
          - name: picker
            type: STATIC
            load_assignment:
              cluster_name: picker
              endpoints:
              - lb_endpoints:
                - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}
            typed_extension_protocol_options:
              envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                explicit_http_config: {http2_protocol_options: {}}
            transport_socket:
              name: tls
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                common_tls_context: {}
        """
            .formatted(port, String.join("\", \"", subset), bodies.mode, pickerPort),
        List.of(port),
        folder);
  }

  private RawHttp.Reply ask(String body, String header) throws IOException {
    String request =
        "POST /v1/completions HTTP/1.1\r\nhost: a\r\nconnection: close\r\n%s\r\n".formatted(header)
            + "content-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
                .formatted(body.length(), body);
    return RawHttp.exchange(port, request.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> received() {
    List<Upstream.Received> all = one.received();
    all.addAll(two.received());
    return all.stream().map(Upstream.Received::text).toList();
  }

  private void awaitNothingInFlight() throws InterruptedException {
    while (pool.endpoints().stream().mapToInt(Endpoint::inFlight).sum() != 0) {
      Thread.sleep(5);
    }
  }

  private static String at(Upstream upstream) {
    return "127.0.0.1:" + upstream.port();
  }

  private static ByteArrayInputStream pem(String file) {
    return new ByteArrayInputStream(Pki.text(file).getBytes(StandardCharsets.UTF_8));
  }
}
