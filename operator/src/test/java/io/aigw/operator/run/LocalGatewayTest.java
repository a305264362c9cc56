package io.aigw.operator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aigw.compile.CompilerOptions;
import io.aigw.operator.local.Unavailable;
import io.aigw.operator.testing.Eventually;
import io.aigw.operator.testing.Programs;
import io.aigw.xds.translate.RequestLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole gateway with a real Envoy and simulated model servers in processes of their own. */
@Timeout(300)
class LocalGatewayTest {

  private static final String GATEWAY =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: GatewayClass
      metadata: {name: aigw}
      spec: {controllerName: aigw.io/gatewayclass-controller}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: llm}
      spec:
        gatewayClassName: aigw
        listeners: [{name: http, protocol: HTTP, port: PORT}]
      """;

  private static final String ROUTE =
      """
      apiVersion: aigateway.envoyproxy.io/v1alpha1
      kind: AIGatewayRoute
      metadata: {name: llm}
      spec:
        schema: {name: OpenAI}
        targetRefs: [{name: llm, kind: Gateway, group: gateway.networking.k8s.io}]
        rules:
          - matches: [{headers: [{name: x-pool, value: "yes"}]}]
            backendRefs: [{name: pool, kind: InferencePool}]
          - matches: [{headers: [{name: x-pool, value: "no"}]}]
            backendRefs: [{name: b}]
      ---
      apiVersion: inference.networking.x-k8s.io/v1alpha2
      kind: InferencePool
      metadata: {name: pool}
      spec: {targetPortNumber: 8080, selector: {in: pool}, extensionRef: {name: envoy-ai-gateway}}
      ---
      apiVersion: inference.networking.x-k8s.io/v1alpha2
      kind: InferenceModel
      metadata: {name: model}
      spec: {modelName: "m", poolRef: {name: pool}}
      ---
      apiVersion: inference.networking.x-k8s.io/v1alpha2
      kind: InferenceModel
      metadata: {name: renamed}
      spec: {modelName: "alias", poolRef: {name: pool}, targetModels: [{name: "real", weight: 1}]}
      """;

  @TempDir private Path directory;

  private int port;
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<LocalListener> listeners = new LinkedBlockingQueue<>();

  @BeforeEach
  void write() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Files.writeString(
        directory.resolve("gateway.yaml"), GATEWAY.replace("PORT", Integer.toString(port)));
    Files.writeString(directory.resolve("route.yaml"), ROUTE);
    Files.writeString(directory.resolve("a.yaml"), backend("a", 2));
    Files.writeString(directory.resolve("b.yaml"), backend("b", 1));
  }

  @Test
  void servesFollowsItsFilesAndLeavesNothingBehind() throws Exception {
    try (LocalGateway _ = start()) {
      LocalListener listener = listeners.take();
      assertThat(listener.url()).isEqualTo("http://127.0.0.1:" + port);
      assertThat(listener.firstRequest().orElseThrow()).contains("-H 'x-pool: yes'", "\"m\"");

      // from the first request on, over all endpoints of the pool
      assertThat(servers("yes", "m")).containsExactlyInAnyOrder("a-0", "a-1", "b-0");
      assertThat(servers("no", "anything")).containsExactly("b-0");
      assertThat(ask("yes", "other").statusCode()).isEqualTo(404);
      assertThat(ask("yes", "alias").body()).contains("\"model\":\"real\"");

      changesAreLiveWithoutAFailedRequest();
      aDeadEnvoyIsStartedAgain();
    }
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  private void changesAreLiveWithoutAFailedRequest() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger failures = new AtomicInteger();
    Thread load =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!done.get()) {
                    if (status("no", "anything") != 200) {
                      failures.incrementAndGet();
                    }
                  }
                });

    // a header's value
    Path route = directory.resolve("route.yaml");
    Files.writeString(route, ROUTE.replace("\"yes\"", "\"sure\""));
    Eventually.holds(() -> status("sure", "m") == 200 && status("yes", "m") == 404);

    // what is no YAML changes nothing; what comes after it is live
    Files.writeString(route, "}{");
    Files.writeString(directory.resolve("a.yaml"), backend("a", 1));
    Eventually.holds(() -> servers("sure", "m").equals(Set.of("a-0", "b-0")));

    // a reference that leads nowhere costs its own rule alone
    Files.writeString(route, ROUTE.replace("name: pool, kind", "name: none, kind"));
    Eventually.holds(() -> status("yes", "m") >= 500);
    Files.writeString(route, ROUTE);
    Eventually.holds(() -> status("yes", "m") == 200);

    done.set(true);
    load.join();
    assertThat(failures).hasValue(0);
  }

  private void aDeadEnvoyIsStartedAgain() throws Exception {
    String envoy = Programs.envoy().toRealPath().toString();
    List<ProcessHandle> running =
        ProcessHandle.current()
            .descendants()
            .filter(process -> process.info().command().orElse("").equals(envoy))
            .toList();
    assertThat(running).hasSize(1);
    running.getFirst().destroyForcibly();
    running.getFirst().onExit().get();
    Eventually.holds(() -> status("no", "anything") == 200);
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));

      assertThatThrownBy(this::start)
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("Gateway default/llm");
    }
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  private LocalGateway start() throws Unavailable {
    return new LocalGateway(
        new LocalSettings(
            List.of(directory),
            new CompilerOptions(CompilerOptions.DEFAULTS.controllerNames(), true, true),
            RequestLimits.DEFAULTS,
            InetAddress.getLoopbackAddress(),
            1,
            Optional.of(Programs.envoy()),
            Optional.of(Programs.simulator()),
            Map.of()),
        listeners::add);
  }

  /** Who answers, of sixteen requests. */
  private Set<String> servers(String pool, String model) throws IOException, InterruptedException {
    Set<String> servers = new HashSet<>();
    for (int i = 0; i < 16; i++) {
      HttpResponse<String> answer = ask(pool, model);
      assertThat(answer.statusCode()).isEqualTo(200);
      servers.add(answer.headers().firstValue("x-simulated-server").orElseThrow());
    }
    return servers;
  }

  private int status(String pool, String model) {
    try {
      return ask(pool, model).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private HttpResponse<String> ask(String pool, String model)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
            .header("content-type", "application/json")
            .header("x-pool", pool)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"model\":\"%s\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
                        .formatted(model)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String backend(String name, int replicas) {
    return """
    apiVersion: aigateway.envoyproxy.io/v1alpha1
    kind: AIServiceBackend
    metadata: {name: %1$s, labels: {in: pool}}
    spec:
      schema: {name: OpenAI}
      backendRef: {name: %1$s, kind: Service, port: 8080}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: %1$s}
    spec: {ports: [{port: 8080}], selector: {app: %1$s}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: %1$s}
    spec:
      replicas: %2$d
      template: {metadata: {labels: {app: %1$s}}, spec: {containers: [{name: c}]}}
    """
        .formatted(name, replicas);
  }
}
