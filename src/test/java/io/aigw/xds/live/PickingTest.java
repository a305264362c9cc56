package io.aigw.xds.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.ir.GatewayPlan;
import io.aigw.pick.Endpoint;
import io.aigw.testing.RawHttp;
import io.aigw.testing.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools whose endpoints the gateway chooses itself, by a real Envoy and a real processor. */
@Timeout(60)
class PickingTest {

  @TempDir private Path folder;
  private final List<String> objects = new ArrayList<>();
  private LiveGateway gateway;
  private LivePools pools;
  private LiveEnvoy envoy;
  private Upstream one;
  private Upstream two;

  @BeforeEach
  void start() throws Exception {
    gateway = new LiveGateway(folder, LiveGateway.IMPATIENT);
    one = gateway.startUpstream("one");
    two = gateway.startUpstream("two");
    pools = new LivePools(folder);
    envoy = gateway.startEnvoy("e1");
    objects.add(Plans.GATEWAY_OBJECTS);
    objects.add(Plans.POD);
  }

  @AfterEach
  void close() {
    pools.close();
    gateway.close();
  }

  @Test
  void requestsGoWhereTheFewestWait() throws Exception {
    pool("decision-tree", "FailClose", one, two);
    model("base", "Critical", "base");
    serveModels();
    firstQuestion("base");

    pools.says(one, 10, 0.1);
    pools.says(two, 0, 0.1);
    assertThat(servedOf(10, "base")).containsExactly("200 two");
    pools.says(one, 0, 0.1);
    pools.says(two, 10, 0.1);
    assertThat(servedOf(10, "base")).containsExactly("200 one");
  }

  @Test
  void whatMayBeShedIsShedWhereThereIsNoRoom() throws Exception {
    pool("decision-tree", "FailOpen", one, two);
    model("base", "Critical", "base");
    model("batch", "Sheddable", "base");
    serveModels();
    firstQuestion("base");
    pools.says(one, 6, 0.1);
    pools.says(two, 0, 0.9);

    RawHttp.Reply refused = chat("batch");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("retry-after")).contains("1");
    assertThat(refused.header("content-type")).contains("application/json");
    assertThat(refused.text())
        .isEqualTo(
            "{\"error\":{\"message\":\"All servers of this model are busy. Try again later.\","
                + "\"type\":\"rate_limit_error\",\"param\":null,\"code\":\"pool_saturated\"}}");
    assertThat(servedOf(5, "base")).containsExactly("200 two");

    pools.says(one, 5, 0.8);
    assertThat(servedOf(5, "batch")).containsExactly("200 one");
  }

  @Test
  void theObjectiveThatARequestNamesSaysWhetherItMayBeShed() throws Exception {
    pool("decision-tree", "FailOpen", one, two);
    model("base", "Critical", "base");
    model("batch", "Sheddable", "base");
    refersToPool("InferenceObjective", "background", "priority: -1");
    refersToPool("InferenceObjective", "urgent", "priority: 1");
    serveModels();
    firstQuestion("base");
    pools.says(one, 6, 0.1);
    pools.says(two, 7, 0.9);

    String objective = "x-llm-d-inference-objective: ";
    String alias = "X-Gateway-Inference-Objective: ";
    assertThat(chat("base").status()).isEqualTo(200);
    assertThat(chat("base", objective + "background").status()).isEqualTo(429);
    assertThat(chat("base", alias + "background").status()).isEqualTo(429);
    assertThat(chat("base", objective + "unknown").status()).isEqualTo(200);
    assertThat(chat("base", alias + "background", objective + "urgent").status()).isEqualTo(200);
    assertThat(chat("batch").status()).isEqualTo(429);
    assertThat(chat("batch", objective + "unknown").status()).isEqualTo(429);
    assertThat(chat("batch", objective + "urgent").status()).isEqualTo(200);

    objects.removeLast();
    serveModels();
    assertThat(chat("batch", objective + "urgent").status()).isEqualTo(429);
  }

  @ParameterizedTest
  @ValueSource(strings = {"decision-tree", "least-requests"})
  void modelsGoByTheNamesThatRewritesGive(String policy) throws Exception {
    pool(policy, "FailOpen", one);
    rewrite("old", "{matches: [{model: {value: alias}}], targets: [{modelRewrite: \"\\u00fc\"}]}");
    arriveByAnyRoute("\u00fc", "other");

    rewrite("young", "{targets: [{modelRewrite: base}]}");
    arriveByAnyRoute("\u00fc", "base");
  }

  /** Requests for {@code alias} and for {@code other} have these models at the server. */
  private void arriveByAnyRoute(String alias, String other) throws Exception {
    for (boolean byHead : List.of(true, false)) {
      if (byHead) {
        serveAnything();
      } else {
        serveModels();
      }
      assertThat(chat("alias").status()).isEqualTo(200);
      assertThat(chat("other").status()).isEqualTo(200);
      assertThat(bodiesAt(one))
          .containsExactly(
              "{\"model\":\"%s\"}".formatted(alias), "{\"model\":\"%s\"}".formatted(other));
      assertThat(gateway.get("a: b")).isEqualTo("200 one");
      one.received();
    }
  }

  @Test
  void newNamesAreDrawnByWeightAndTheEndpointIsChosenForTheNewName() throws Exception {
    pool("decision-tree", "FailClose", one, two);
    rewrite("split", "{targets: [{weight: 3, modelRewrite: a}, {modelRewrite: b}]}");
    serveAnything();
    firstQuestion("m");
    one.received();
    two.received();
    pools.says(one, 0, 0.1, "a");
    pools.says(two, 0, 0.1, "b");

    servedOf(200, "m");
    List<String> atOne = bodiesAt(one);
    List<String> atTwo = bodiesAt(two);
    // one in a thousand goes elsewhere, to make room for adapters
    assertThat(atOne.stream().filter("{\"model\":\"a\"}"::equals)).hasSizeBetween(110, 185);
    assertThat(atTwo.stream().filter("{\"model\":\"b\"}"::equals)).hasSizeBetween(15, 90);
    assertThat(atOne.size() + atTwo.size()).isEqualTo(200);
  }

  @Test
  void oneAnswerNamesTheEndpointAndChangesTheModel() throws Exception {
    pool("decision-tree", "FailClose", one, two);
    model("alias", "Critical", "adapter");
    serveModels();
    firstQuestion("alias");
    two.received();

    pools.says(one, 0, 0.1);
    pools.says(two, 0, 0.1, "adapter");
    assertThat(servedOf(10, "alias")).containsExactly("200 two");
    assertThat(two.received())
        .extracting(Upstream.Received::text)
        .containsOnly("{\"model\":\"adapter\"}");
  }

  @Test
  void theModelOfAnyRequestToAPoolIsReadFromItsBody() throws Exception {
    pool("decision-tree", "FailClose", one, two);
    serveAnything();
    firstQuestion("whatever");

    pools.says(one, 0, 0.1, "x");
    pools.says(two, 0, 0.1, "\u00fc\"");
    assertThat(servedOf(10, "x")).containsExactly("200 one");
    assertThat(servedOf(10, "\\u00fc\\\"")).containsExactly("200 two");
    assertThat(gateway.get("a: b")).startsWith("200 ");
  }

  @Test
  void whoIsNoMemberAnyMoreIsNotChosen() throws Exception {
    pool("decision-tree", "FailClose", one, two);
    serveAnything();
    firstQuestion("m");
    pools.says(one, 0, 0.1);
    pools.says(two, 10, 0.1);
    assertThat(servedOf(5, "m")).containsExactly("200 one");

    objects.removeLast();
    pool("decision-tree", "FailClose", two);
    serveAnything();
    assertThat(servedOf(5, "m")).containsExactly("200 two");
    assertThat(pools.endpoints().map(Endpoint::address)).containsExactly(two.address());
  }

  @Test
  void whatBecomesOfRequestsIsKnown() throws Exception {
    pool("least-in-flight", "FailClose", one);
    model("base", "Critical", "base");
    serveModels();
    Thread client = Thread.ofVirtual().start(() -> chatUnheard("x-answer-after-ms: 500"));
    await(endpoint -> endpoint.inFlight() == 1);
    client.join();
    await(endpoint -> endpoint.inFlight() == 0 && endpoint.answered() == 1);
    assertThat(onlyEndpoint().firstByteMillis()).isGreaterThan(500);

    assertThat(chat("base", "x-answer-status: 500").status()).isEqualTo(500);
    await(endpoint -> endpoint.inFlight() == 0 && endpoint.failed() == 1);
    assertThat(onlyEndpoint().answered()).isEqualTo(1);
  }

  @Test
  void anEnvoyThatIsGoneLeavesNothingInFlight() throws Exception {
    pool("least-in-flight", "FailClose", one);
    model("base", "Critical", "base");
    serveModels();
    assertThat(chat("base").status()).isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      Thread.ofVirtual().start(() -> chatUnheard("x-answer-after-ms: 50000"));
    }
    await(endpoint -> endpoint.inFlight() == 5);

    envoy.close();
    await(endpoint -> endpoint.inFlight() == 0);
  }

  @Test
  void aBurstIsSpreadEvenly() throws Exception {
    List<Upstream> servers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      servers.add(gateway.startUpstream("s" + i));
    }
    pool("least-in-flight", "FailClose", servers.toArray(Upstream[]::new));
    model("base", "Critical", "base");
    serveModels();
    assertThat(chat("base").status()).isEqualTo(200);
    servers.forEach(Upstream::received);

    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      clients.add(Thread.ofVirtual().start(() -> chatUnheard("x-answer-after-ms: 10000")));
    }
    for (Thread client : clients) {
      client.join();
    }
    List<Integer> shares = servers.stream().map(server -> server.received().size()).toList();
    assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1_000);
    assertThat(shares).allSatisfy(share -> assertThat(share).isBetween(80, 120));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FailOpen", "FailClose"})
  void withoutAProcessorThePoolSaysWhatHappens(String failureMode) throws Exception {
    pool("decision-tree", failureMode, one, two);
    model("base", "Critical", "base");
    serveModels();
    firstQuestion("base");
    pools.close();

    Set<String> seen = servedOf(20, "base");
    if (failureMode.equals("FailOpen")) {
      assertThat(seen).isSubsetOf("200 one", "200 two");
    } else {
      assertThat(seen).containsExactly("500");
    }
  }

  @Test
  void sessionsStayTogether() throws Exception {
    pool("session-affinity", "FailClose", one, two);
    serveAnything();

    Set<String> all = new HashSet<>();
    for (int session = 0; session < 30; session++) {
      Set<String> ofSession = new HashSet<>();
      for (int i = 0; i < 5; i++) {
        ofSession.add(gateway.get("x-session-id: s" + session));
      }
      assertThat(ofSession).as("session %d", session).hasSize(1);
      all.addAll(ofSession);
    }
    assertThat(all).containsExactlyInAnyOrder("200 one", "200 two");
  }

  @Test
  void turnsAreTaken() throws Exception {
    pool("round-robin", "FailClose", one, two);
    serveAnything();

    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      seen.add(gateway.get("a: b"));
    }
    for (int i = 1; i < seen.size(); i++) {
      assertThat(seen.get(i)).startsWith("200 ").isNotEqualTo(seen.get(i - 1));
    }
  }

  /** The pool is known from here on. */
  private void firstQuestion(String model) throws IOException {
    assertThat(chat(model).status()).isEqualTo(200);
    assertThat(pools.endpoints()).isNotEmpty();
  }

  private Set<String> servedOf(int requests, String model) throws IOException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < requests; i++) {
      RawHttp.Reply reply = chat(model);
      seen.add((reply.status() + " " + reply.header("x-served-by").orElse("")).strip());
    }
    return seen;
  }

  private RawHttp.Reply chat(String model, String... headers) throws IOException {
    return RawHttp.exchange(
        gateway.port(), LiveGateway.chatRequest(model, headers).getBytes(StandardCharsets.UTF_8));
  }

  /** What is answered is looked at elsewhere. */
  private void chatUnheard(String header) {
    try {
      chat("base", header);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Endpoint onlyEndpoint() {
    return pools.endpoints().findFirst().orElseThrow();
  }

  private void await(Predicate<Endpoint> wanted) throws InterruptedException {
    while (pools.endpoints().noneMatch(wanted)) {
      Thread.sleep(5);
    }
  }

  private static List<String> bodiesAt(Upstream server) {
    return server.received().stream().map(Upstream.Received::text).toList();
  }

  /** A pool of one Pod's ports; the last of the objects. */
  private void pool(String policy, String failureMode, Upstream... servers) {
    StringBuilder numbers = new StringBuilder();
    for (Upstream server : servers) {
      numbers.append("{number: %d}, ".formatted(server.port()));
    }
    objects.add(
        """
        apiVersion: inference.networking.k8s.io/v1
        kind: InferencePool
        metadata:
          name: pool
          annotations: {aigateway.envoyproxy.io/picking-policy: %s}
        spec:
          selector: {matchLabels: {app: llm}}
          targetPorts: [%s]
          endpointPickerRef: {name: envoy-ai-gateway, port: {number: 9002}, failureMode: %s}
        """
            .formatted(policy, numbers, failureMode));
  }

  private void model(String name, String criticality, String served) {
    objects.add(
        """
        apiVersion: inference.networking.x-k8s.io/v1alpha2
        kind: InferenceModel
        metadata: {name: %s}
        spec:
          modelName: %s
          criticality: %s
          targetModels: [{name: %s}]
          poolRef: {group: inference.networking.k8s.io, name: pool}
        """
            .formatted(name, name, criticality, served));
  }

  private void rewrite(String name, String rule) {
    refersToPool("InferenceModelRewrite", name, "rules: [%s]".formatted(rule));
  }

  private void refersToPool(String kind, String name, String spec) {
    objects.add(
        """
        apiVersion: llm-d.ai/v1alpha2
        kind: %s
        metadata: {name: %s}
        spec: {poolRef: {name: pool}, %s}
        """
            .formatted(kind, name, spec));
  }

  private void serveModels() throws InterruptedException {
    serve(
        """
        apiVersion: aigateway.envoyproxy.io/v1beta1
        kind: AIGatewayRoute
        metadata: {name: route}
        spec:
          parentRefs: [{name: gateway}]
          rules:
            - backendRefs: [{group: inference.networking.k8s.io, kind: InferencePool, name: pool}]
        """);
  }

  private void serveAnything() throws InterruptedException {
    serve(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: route}
        spec:
          parentRefs: [{name: gateway}]
          rules:
            - backendRefs: [{group: inference.networking.k8s.io, kind: InferencePool, name: pool}]
        """);
  }

  private void serve(String route) throws InterruptedException {
    List<String> all = new ArrayList<>(objects);
    all.add(route);
    GatewayPlan plan = Plans.compiled(all);
    pools.publish(plan);
    gateway.settle(plan);
  }
}
