package io.aigw.xds.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.decide.EndpointPicker;
import io.aigw.decide.ServedModel;
import io.aigw.decide.ServedPool;
import io.aigw.pick.Endpoint;
import io.aigw.pick.Policies;
import io.aigw.pick.Pool;
import io.aigw.pick.Signals;
import io.aigw.route.WeightedName;
import io.aigw.testing.Pki;
import io.aigw.testing.Ports;
import io.aigw.testing.RawHttp;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway, by chance one of ours, that asks our endpoint picker by the protocol. */
@Timeout(60)
class OwnPickerTest {

  private static final int LIMIT = 3 << 20;

  @TempDir private Path folder;
  private LiveGateway gateway;
  private Upstream one;
  private Upstream two;
  private final List<Server> pickers = new ArrayList<>();
  private ServedPool served;

  @BeforeEach
  void start() throws Exception {
    gateway = new LiveGateway(folder, LiveGateway.IMPATIENT);
    one = gateway.startUpstream("one");
    two = gateway.startUpstream("two");
    gateway.startEnvoy("e1");
    serves(Policies.LEAST_REQUESTS, Optional.empty());
  }

  @AfterEach
  void close() {
    pickers.forEach(Server::shutdownNow);
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requestsArePickedForOverTlsAndWithout(boolean tls) throws Exception {
    listen(tls, "FailClose", 2);
    assertThat(servers(20, "POST", "{\"model\":\"any\"}")).containsOnlyKeys("200 one", "200 two");
    assertThat(servers(20, "GET", "")).containsOnlyKeys("200 one", "200 two");
    awaitNothingInFlight();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 60_000, 1 << 20, 2_500_000})
  void bodiesPassBothWaysWhateverTheyAre(int length) throws Exception {
    serves(Policies.DECISION_TREE, Optional.empty());
    listen(true, "FailClose", 1);
    String body = "x".repeat(length);
    for (int i = 0; i < 3; i++) {
      RawHttp.Reply reply = ask("POST", body, "x-answer-body: " + "y".repeat(5000));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).isEqualTo("y".repeat(5000));
    }
    assertThat(Stream.of(one, two).flatMap(server -> server.received().stream()))
        .hasSize(3)
        .allMatch(received -> received.text().equals(body));
    awaitNothingInFlight();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 200_000, 2_500_000})
  void theServerIsAskedForTheTarget(int length) throws Exception {
    serves(
        Policies.DECISION_TREE,
        Optional.of(
            Map.of("alias", new ServedModel(false, List.of(new WeightedName("an-adapter", 1))))));
    listen(true, "FailClose", 1);
    says(one, 0);
    says(two, 9);
    String prompt = "x".repeat(length);
    for (int i = 0; i < 3; i++) {
      String body = "{\"prompt\":\"%s\",\"model\":\"alias\"}".formatted(prompt);
      assertThat(ask("POST", body, "a: b").status()).isEqualTo(200);
      assertThat(one.received())
          .extracting(Upstream.Received::text)
          .containsExactly("{\"prompt\":\"%s\",\"model\":\"an-adapter\"}".formatted(prompt));
    }
    assertThat(ask("POST", "{\"model\":\"other\"}", "a: b").status()).isEqualTo(404);
    assertThat(ask("POST", "no JSON", "a: b").status()).isEqualTo(400);
    assertThat(ask("POST", "{\"model\":\"%s".formatted("x".repeat(LIMIT)), "a: b").status())
        .isEqualTo(413);
    assertThat(ask("GET", "", "a: b").status()).isEqualTo(200);
  }

  @Test
  void whoIsAskedNamesTheBestByWhatServersSay() throws Exception {
    serves(Policies.DECISION_TREE, Optional.of(Map.of("m", new ServedModel(true, List.of()))));
    listen(true, "FailClose", 1);
    says(one, 9);
    says(two, 0);
    assertThat(servers(10, "POST", "{\"model\":\"m\"}")).containsOnlyKeys("200 two");
    says(one, 0);
    says(two, 9);
    assertThat(servers(10, "POST", "{\"model\":\"m\"}")).containsOnlyKeys("200 one");
    says(one, 9);
    RawHttp.Reply shed = ask("POST", "{\"model\":\"m\"}", "a: b");
    assertThat(shed.status()).isEqualTo(429);
    assertThat(shed.header("retry-after")).contains("1");
    assertThat(shed.header("x-llm-d-request-dropped-reason")).contains("rejected-saturated");
    assertThat(shed.json().at("/error/code").asText()).isEqualTo("pool_saturated");
  }

  @Test
  void anEmptyPoolIs503() throws Exception {
    listen(true, "FailOpen", 1);
    served.pool().set(List.of());
    RawHttp.Reply none = ask("POST", "{\"model\":\"m\"}", "a: b");
    assertThat(none.status()).isEqualTo(503);
    assertThat(none.header("x-llm-d-request-dropped-reason")).contains("rejected-no-endpoints");
    assertThat(ask("GET", "", "a: b").status()).isEqualTo(503);
  }

  @Test
  void whoTakesNoConnectionIsPassedOver() throws Exception {
    int nobody = Ports.free();
    listen(true, "FailClose", 2, nobody);
    String dead = "127.0.0.1:" + nobody;
    served.pool().set(List.of(dead, one.address()));
    Map<String, Integer> seen = servers(10, "POST", "{}");
    assertThat(seen).containsOnlyKeys("200 one");
    awaitNothingInFlight();
  }

  @Test
  void aLongResponseCountsUntilItsEndAtTheServerThatGivesIt() throws Exception {
    listen(true, "FailClose", 1);
    Thread slow =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    ask("POST", "{}", "x-answer-after-ms: 2000");
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
    while (inFlight() == 0) {
      Thread.sleep(5);
    }
    assertThat(servers(10, "POST", "{}")).hasSize(1);
    slow.join();
    awaitNothingInFlight();
  }

  @Test
  void withoutItThePoolSaysWhatHappens() throws Exception {
    listen(true, "FailOpen", 1);
    assertThat(servers(4, "POST", "{}")).containsOnlyKeys("200 one", "200 two");
    pickers.getLast().shutdownNow().awaitTermination();
    while (ask("POST", "{}", "a: b").status() != 200) {
      Thread.sleep(20); // until it is known
    }
    assertThat(servers(50, "POST", "{}").keySet()).isSubsetOf("200 one", "200 two");

    listen(true, "FailClose", 1);
    pickers.getLast().shutdownNow().awaitTermination();
    assertThat(ask("POST", "{}", "a: b").status()).isBetween(500, 599);
  }

  // --- fixture ---------------------------------------------------------------------------------

  private void serves(String policy, Optional<Map<String, ServedModel>> models) {
    Pool pool = new Pool("pool/default/pool", policy, Policies.named(policy).orElseThrow());
    pool.set(List.of(one.address(), two.address()));
    served = ServedPools.of(pool, models);
  }

  /** Starts the picker, and has the gateway ask it. */
  private void listen(boolean tls, String failureMode, int endpoints, int... more)
      throws Exception {
    int port = Ports.free();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    if (tls) {
      builder.useTransportSecurity(pem("server.crt"), pem("server.key"));
    }
    pickers.add(
        builder
            .directExecutor()
            .maxInboundMessageSize(LIMIT + (1 << 20))
            .addService(
                new EndpointPicker(
                    () -> Optional.of(served),
                    new EndpointPicker.Limits(LIMIT, endpoints),
                    System::nanoTime,
                    new Random(1)))
            .build()
            .start());
    StringBuilder ports =
        new StringBuilder("{number: %d}, {number: %d}".formatted(one.port(), two.port()));
    for (int other : more) {
      ports.append(", {number: %d}".formatted(other));
    }
    gateway.settle(
        Plans.compiled(
            List.of(
                Plans.GATEWAY_OBJECTS,
                Plans.POD,
                Plans.pickerService("epp", port, tls ? "http2" : "kubernetes.io/h2c"),
                """
                apiVersion: inference.networking.k8s.io/v1
                kind: InferencePool
                metadata: {name: pool}
                spec:
                  selector: {matchLabels: {app: llm}}
                  targetPorts: [%s]
                  endpointPickerRef: {name: epp, port: {number: 9002}, failureMode: %s}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: route}
                spec:
                  parentRefs: [{name: gateway}]
                  rules:
                    - backendRefs:
                        - {group: inference.networking.k8s.io, kind: InferencePool, name: pool}
                """
                    .formatted(ports, failureMode))));
  }

  /** How often each answered. */
  private Map<String, Integer> servers(int requests, String method, String body)
      throws IOException {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < requests; i++) {
      RawHttp.Reply reply = ask(method, body, "a: b");
      seen.merge(
          (reply.status() + " " + reply.header("x-served-by").orElse("")).strip(), 1, Integer::sum);
    }
    return seen;
  }

  private RawHttp.Reply ask(String method, String body, String header) throws IOException {
    String request =
        "%s /anything HTTP/1.1\r\nhost: a\r\nconnection: close\r\n%s\r\n".formatted(method, header)
            + (method.equals("GET")
                ? "\r\n"
                : "content-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
                    .formatted(body.length(), body));
    return RawHttp.exchange(gateway.port(), request.getBytes(StandardCharsets.UTF_8));
  }

  private int inFlight() {
    return served.pool().endpoints().stream().mapToInt(Endpoint::inFlight).sum();
  }

  private void awaitNothingInFlight() throws InterruptedException {
    while (inFlight() != 0) {
      Thread.sleep(5);
    }
  }

  private void says(Upstream server, int waiting) {
    served.pool().endpoints().stream()
        .filter(endpoint -> endpoint.address().equals(server.address()))
        .forEach(endpoint -> endpoint.said(new Signals(waiting, 0, 0.1, 0, Set.of(), 1)));
  }

  private static ByteArrayInputStream pem(String file) {
    return new ByteArrayInputStream(Pki.text(file).getBytes(StandardCharsets.UTF_8));
  }
}
