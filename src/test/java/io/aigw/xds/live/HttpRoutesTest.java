package io.aigw.xds.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.ir.GatewayPlan;
import io.aigw.testing.RawHttp;
import io.aigw.testing.Upstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTPRoutes, alone and beside rules for models, asked of a real Envoy. */
@Timeout(60)
class HttpRoutesTest {

  private static final String BROKEN = "{\"model\": \"m\"";

  @TempDir private Path folder;
  private final List<String> objects = new ArrayList<>();
  private LiveGateway gateway;
  private Upstream web;

  @BeforeEach
  void start() throws Exception {
    gateway = new LiveGateway(folder, LiveGateway.IMPATIENT);
    web = service("web");
    service("files");
    service("llm");
    gateway.startEnvoy("e1");
    objects.add(Plans.GATEWAY_OBJECTS);
    objects.add(
        """
        apiVersion: aigateway.envoyproxy.io/v1beta1
        kind: AIServiceBackend
        metadata: {name: llm}
        spec: {schema: {name: OpenAI}, backendRef: {name: llm, port: 80}}
        """);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void bodiesAreNotReadForThem() throws Exception {
    httpRoute("{backendRefs: [{name: web, port: 80}]}");
    gateway.settle(plan());

    assertThat(ask("GET /anything", "", "")).isEqualTo("200 web");
    assertThat(ask("POST /v1/chat/completions", "", BROKEN)).isEqualTo("200 web");
    assertThat(web.received().getLast().text()).isEqualTo(BROKEN);
    assertThat(ask("POST /v1/chat/completions", "", "{}")).isEqualTo("200 web");
    assertThat(ask("GET /v1/models", "", "")).isEqualTo("200 web");
  }

  @Test
  void theMostSpecificMatchServes() throws Exception {
    httpRoute(
        """
        {backendRefs: [{name: web, port: 80}]},
        {matches: [{path: {value: /files/}}], backendRefs: [{name: files, port: 80}]},
        {matches: [{path: {type: Exact, value: /files/one}}], backendRefs: [{name: llm, port: 80}]},
        {matches: [{path: {value: /files}, method: DELETE}], backendRefs: [{name: llm, port: 80}]},
        {matches: [{queryParams: [{name: q, value: "1"}]}], backendRefs: [{name: files, port: 80}]}
        """);
    gateway.settle(plan());

    assertThat(ask("GET /files", "", "")).isEqualTo("200 files");
    assertThat(ask("GET /files/two?x=1", "", "")).isEqualTo("200 files");
    assertThat(ask("GET /files/one", "", "")).isEqualTo("200 llm");
    assertThat(ask("DELETE /files/two", "", "")).isEqualTo("200 llm");
    assertThat(ask("GET /filesystem", "", "")).isEqualTo("200 web");
    assertThat(ask("GET /else?p=2&q=1", "", "")).isEqualTo("200 files");
    assertThat(ask("GET /else?q=2", "", "")).isEqualTo("200 web");
  }

  @Test
  void besideRulesForModelsEachHasItsPlace() throws Exception {
    models(
        "{matches: [{headers: [{name: x-ai-eg-model, value: m}]}], backendRefs: [{name: llm}]}",
        "{matches: [{headers: [{name: x-team, value: blue}]}], backendRefs: [{name: llm}]}");
    httpRoute(
        """
        {matches: [{path: {value: /files}}], backendRefs: [{name: files, port: 80}]},
        {backendRefs: [{name: web, port: 80}]}
        """);
    gateway.settle(plan());

    assertThat(ask("POST /files", "", "{\"model\": \"m\"}")).as("ahead").isEqualTo("200 files");
    assertThat(ask("POST /files", "x-team: blue", BROKEN)).as("ahead").isEqualTo("200 files");
    assertThat(ask("POST /v1/chat/completions", "", "{\"model\": \"m\"}")).isEqualTo("200 llm");
    assertThat(ask("POST /v1/chat/completions", "", "{\"model\": \"n\"}")).isEqualTo("200 web");
    assertThat(ask("GET /anything", "", "")).isEqualTo("200 web");
    assertThat(ask("GET /anything", "x-team: blue", "")).isEqualTo("200 llm");
    assertThat(ask("POST /anything", "", BROKEN)).as("for nobody else").isEqualTo("200 web");
    assertThat(web.received().getLast().text()).isEqualTo(BROKEN);
    assertThat(ask("POST /anything", "x-team: blue", BROKEN)).as("for models").isEqualTo("400");
  }

  @Test
  void headersAreChangedAndClientsSentElsewhere() throws Exception {
    httpRoute(
        """
        {matches: [{path: {value: /old}}],
         filters: [{type: RequestRedirect, requestRedirect:
           {scheme: https, hostname: b.test, statusCode: 301, path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}}}]},
        {filters: [{type: RequestHeaderModifier, requestHeaderModifier:
           {set: [{name: X-A, value: "100%"}], add: [{name: x-b, value: two}], remove: [x-c]}}],
         backendRefs: [{name: web, port: 80}]}
        """);
    gateway.settle(plan());

    RawHttp.Reply moved = exchange("GET /old/path?q=1", "", "");
    assertThat(moved.status()).isEqualTo(301);
    assertThat(moved.header("location")).contains("https://b.test/new/path?q=1");
    assertThat(exchange("GET /old", "", "").header("location")).contains("https://b.test/new");

    assertThat(ask("GET /", "x-a: 1\r\nx-b: one\r\nx-c: 3", "")).isEqualTo("200 web");
    Upstream.Received received = web.received().getLast();
    assertThat(received.header("x-a")).contains("100%");
    assertThat(String.valueOf(received.headers().get("x-b"))).contains("one").contains("two");
    assertThat(received.header("x-c")).isEmpty();
    assertThat(received.header("x-aigw-scope")).isEmpty();
  }

  private void httpRoute(String rules) {
    objects.add(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: route}
        spec:
          parentRefs: [{name: gateway}]
          rules: [%s]
        """
            .formatted(rules.replace("\n", " ")));
  }

  private void models(String... rules) {
    objects.add(
        """
        apiVersion: aigateway.envoyproxy.io/v1beta1
        kind: AIGatewayRoute
        metadata: {name: route}
        spec:
          parentRefs: [{name: gateway}]
          rules: [%s]
        """
            .formatted(String.join(", ", rules)));
  }

  private Upstream service(String name) throws IOException {
    Upstream upstream = gateway.startUpstream(name);
    objects.add(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %s}
        spec: {ports: [{port: 80}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %s, labels: {kubernetes.io/service-name: %s}}
        addressType: IPv4
        ports: [{port: %d}]
        endpoints: [{addresses: [127.0.0.1]}]
        """
            .formatted(name, name, name, upstream.port()));
    return upstream;
  }

  private String ask(String line, String header, String body) throws IOException {
    RawHttp.Reply reply = exchange(line, header, body);
    return (reply.status() + " " + reply.header("x-served-by").orElse("")).strip();
  }

  private RawHttp.Reply exchange(String line, String header, String body) throws IOException {
    String request =
        line
            + " HTTP/1.1\r\nhost: a.test\r\nconnection: close\r\n"
            + (header.isEmpty() ? "" : header + "\r\n")
            + (body.isEmpty()
                ? ""
                : "content-type: application/json\r\ncontent-length: %d\r\n"
                    .formatted(body.length()))
            + "\r\n"
            + body;
    return RawHttp.exchange(gateway.port(), request.getBytes(StandardCharsets.UTF_8));
  }

  private GatewayPlan plan() {
    return Plans.compiled(objects);
  }
}
