package io.aigw.xds.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.ir.GatewayPlan;
import io.aigw.route.Overflow;
import io.aigw.testing.Ports;
import io.aigw.testing.RawHttp;
import io.aigw.testing.Upstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a pool has no room for, by a real Envoy and a real processor. */
@Timeout(60)
class OverflowTest {

  private static final String TREE =
      "{group: inference.networking.k8s.io, kind: InferencePool, name: tree}";
  private static final String SECOND =
      "{group: inference.networking.k8s.io, kind: InferencePool, name: second, priority: 1}";
  private static final String OUTSIDE = "{name: outside, priority: 1, modelNameOverride: big}";
  private static final String LLM_D = "llm-d.ai";
  private static final String EXTENSION = "inference.networking.x-k8s.io";
  private static final String REWRITE = "rules: [{targets: [{modelRewrite: %s}]}]";
  private static final String KEY = "sk-of-outside";

  @TempDir private Path folder;
  private final TrustWorld world = new TrustWorld();
  private LiveGateway gateway;
  private LivePools pools;
  private Upstream one;
  private Upstream two;
  private Upstream three;
  private Upstream outside;

  @BeforeEach
  void start() throws Exception {
    gateway = new LiveGateway(folder, LiveGateway.IMPATIENT);
    one = gateway.startUpstream("one");
    two = gateway.startUpstream("two");
    three = gateway.startUpstream("three");
    outside = gateway.startUpstream("outside", "server");
    pools = new LivePools(folder);
    gateway.startEnvoy("e1");
    world
        .backend("outside", outside)
        .authorities("right", "authority.crt")
        .tls("outside", "api.test", "right")
        .policy("APIKey", "apiKey", "outside")
        .key("outside", KEY)
        .put("pod", Plans.POD);
    pool("tree", one);
    pool("second", two, three);
    refersTo(LLM_D, "tree", "InferenceObjective", "background", "priority: -1");
  }

  @AfterEach
  void close() {
    pools.close();
    gateway.close();
  }

  @Test
  void aRequestGoesToTheNextPriorityAsThatBackendWantsIt() throws Exception {
    serve(world.rule("m", TREE, OUTSIDE).plan());
    assertThat(background("m")).isEqualTo("200 one");
    one.received();
    says(one, 6);

    assertThat(background("m", "authorization: Bearer of-the-client")).isEqualTo("200 outside");
    assertThat(gateway.chat("m")).as("that may not be refused").isEqualTo("200 one");

    Upstream.Received request = outside.received().getFirst();
    assertThat(request.text()).isEqualTo("{\"model\":\"big\"}");
    assertThat(request.headers()).containsEntry("authorization", List.of("Bearer " + KEY));
    assertThat(request.headers()).doesNotContainKeys(Overflow.HEADER, Overflow.SCOPE_HEADER);
    assertThat(one.received())
        .extracting(Upstream.Received::text)
        .containsExactly("{\"model\":\"m\"}");

    says(one, 5);
    assertThat(background("m")).isEqualTo("200 one");
  }

  @Test
  void aClientCannotChooseTheNextPriority() throws Exception {
    serve(world.rule("m", TREE, OUTSIDE).plan());
    assertThat(
            gateway.chat(
                "m", Overflow.HEADER + ": " + Overflow.VALUE, Overflow.SCOPE_HEADER + ": 80|m/m/"))
        .isEqualTo("200 one");
  }

  @Test
  void aRouteOfAnyModelIsFoundAgainAndTheModelThatWasToBeRenamedIsAsItCame() throws Exception {
    refersTo(LLM_D, "tree", "InferenceModelRewrite", "all", REWRITE.formatted("served"));
    serve(
        world
            .put(
                "any",
                """
                apiVersion: aigateway.envoyproxy.io/v1beta1
                kind: AIGatewayRoute
                metadata: {name: any}
                spec:
                  parentRefs: [{name: gateway}]
                  rules:
                    - matches: [{headers: [{name: x-team, value: a}]}]
                      backendRefs: [%s, {name: outside, priority: 1}]
                """
                    .formatted(TREE))
            .plan());
    assertThat(background("m", "x-team: a")).isEqualTo("200 one");
    says(one, 6);

    assertThat(background("m", "x-team: a")).isEqualTo("200 outside");
    assertThat(one.received())
        .extracting(Upstream.Received::text)
        .containsOnly("{\"model\":\"served\"}");
    assertThat(outside.received())
        .extracting(Upstream.Received::text)
        .containsExactly("{\"model\":\"m\"}");
  }

  @Test
  void aPoolThatTakesTheOverflowIsAskedAndItsRefusalCounts() throws Exception {
    refersTo(EXTENSION, "second", "InferenceModelRewrite", "m", REWRITE.formatted("adapter"));
    serve(world.rule("m", TREE, SECOND).plan());
    assertThat(gateway.chat("m")).isEqualTo("200 one");
    says(one, 6);
    assertThat(background("m")).isIn("200 two", "200 three");
    two.received();
    three.received();

    says(two, 6);
    says(three, 1);
    for (int i = 0; i < 10; i++) {
      assertThat(background("m")).isEqualTo("200 three");
    }
    assertThat(three.received())
        .hasSize(10)
        .extracting(Upstream.Received::text)
        .containsOnly("{\"model\":\"adapter\"}");

    says(three, 7);
    assertThat(background("m")).as("no objective of the second pool").isEqualTo("200 two");
    refersTo(EXTENSION, "second", "InferenceObjective", "background", "priority: -1");
    serve(world.plan());
    assertThat(background("m")).isEqualTo("429");
  }

  @Test
  void aPoolWhoseLastEndpointHasJustGoneIsLeftToo() throws Exception {
    serve(world.rule("m", TREE, OUTSIDE).plan());
    assertThat(gateway.chat("m")).isEqualTo("200 one");

    pools.publish(world.remove("pod").plan());
    assertThat(gateway.chat("m")).isEqualTo("200 outside");
  }

  @Test
  void anExternalPickerIsAskedAndALongBodyArrivesWhole() throws Exception {
    int port = Ports.free();
    try (PickerServer picker = PickerServer.start(port)) {
      externalPool(port);
      serve(world.rule("m", TREE, SECOND.replace("second", "external")).plan());
      assertThat(gateway.chat("m")).isEqualTo("200 one");
      says(one, 6);

      String body = "{\"model\":\"m\",\"pad\":\"%s\"}".formatted("x".repeat(300_000));
      for (Upstream wanted : List.of(two, three, two)) {
        RawHttp.Reply reply = post(body, "x-pick: " + wanted.address());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(wanted.received()).extracting(Upstream.Received::text).containsExactly(body);
      }
      assertThat(picker.asked).hasSize(3).containsOnly(body);
    }
  }

  @Test
  void aLongBodyIsChangedForTheNextPriority() throws Exception {
    refersTo(LLM_D, "tree", "InferenceModelRewrite", "all", REWRITE.formatted("served"));
    serve(world.rule("m", TREE, OUTSIDE).plan());
    assertThat(gateway.chat("m")).isEqualTo("200 one");
    says(one, 6);

    String pad = "\"pad\":\"%s\",".formatted("x".repeat(300_000));
    assertThat(post("{" + pad + "\"model\":\"m\"}", "a: b").status()).isEqualTo(200);
    assertThat(outside.received())
        .extracting(Upstream.Received::text)
        .containsExactly("{" + pad + "\"model\":\"big\"}");
  }

  @Test
  void withoutAnotherPriorityItIsRefused() throws Exception {
    serve(world.rule("m", TREE).plan());
    assertThat(gateway.chat("m")).isEqualTo("200 one");
    says(one, 6);
    assertThat(background("m")).isEqualTo("429");
  }

  private String background(String model, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("x-llm-d-inference-objective: background");
    return gateway.chat(model, all.toArray(String[]::new));
  }

  private RawHttp.Reply post(String body, String header) throws IOException {
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nconnection: close\r\n"
            + "content-type: application/json\r\nx-llm-d-inference-objective: background\r\n"
            + "%s\r\ncontent-length: %d\r\n\r\n".formatted(header, body.length());
    return RawHttp.exchange(gateway.port(), (head + body).getBytes(StandardCharsets.UTF_8));
  }

  private void says(Upstream server, int waiting) {
    pools.says(server, waiting, 0.1);
  }

  private void pool(String name, Upstream... servers) {
    String ports =
        Stream.of(servers)
            .map(server -> "{number: %d}".formatted(server.port()))
            .collect(Collectors.joining(", "));
    world.put(
        "pool " + name,
        """
        apiVersion: inference.networking.k8s.io/v1
        kind: InferencePool
        metadata:
          name: %s
          annotations: {aigateway.envoyproxy.io/picking-policy: decision-tree}
        spec:
          selector: {matchLabels: {app: llm}}
          targetPorts: [%s]
        """
            .formatted(name, ports));
  }

  private void externalPool(int pickerPort) {
    world.put(
        "pool external",
        """
        apiVersion: inference.networking.k8s.io/v1
        kind: InferencePool
        metadata: {name: external}
        spec:
          selector: {matchLabels: {app: llm}}
          targetPorts: [{number: %d}, {number: %d}]
          endpointPickerRef: {name: epp, port: {number: 9002}}
        """
            .formatted(two.port(), three.port()));
    world.put("picker", Plans.pickerService("epp", pickerPort, "http2"));
  }

  private void refersTo(String group, String pool, String kind, String name, String spec) {
    world.put(
        kind + " " + name + " of " + pool,
        """
        apiVersion: %s/v1alpha2
        kind: %s
        metadata: {name: %s}
        spec: {poolRef: {name: %s}, %s}
        """
            .formatted(group, kind, name, pool, spec));
  }

  private void serve(GatewayPlan plan) throws InterruptedException {
    pools.publish(plan);
    gateway.settle(plan);
  }
}
