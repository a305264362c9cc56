package io.aigw.xds.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.ir.GatewayPlan;
import io.aigw.pick.Endpoint;
import io.aigw.testing.Upstream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools whose members are spoken to in several ways, by a real Envoy and a real processor. */
@Timeout(60)
class SplitPoolsTest {

  private static final String THE_CLIENTS = "Bearer of-the-client";
  private static final String POOL =
      "{group: inference.networking.k8s.io, kind: InferencePool, name: pool}";

  private static final Set<String> ALL = Set.of("200 plain", "200 secure", "200 other");

  @TempDir private Path folder;
  private final TrustWorld world = new TrustWorld();
  private LiveGateway gateway;
  private LivePools pools;
  private LiveEnvoy envoy;
  private Upstream plain;
  private Upstream secure;
  private Upstream other;

  /** A member in plain text, one with TLS and a key, and one with another key. */
  @BeforeEach
  void start() throws Exception {
    gateway = new LiveGateway(folder, LiveGateway.IMPATIENT);
    pools = new LivePools(folder);
    plain = gateway.startUpstream("plain");
    secure = gateway.startUpstream("secure", "server");
    other = gateway.startUpstream("other");
    world
        .backend("plain", plain)
        .member("plain")
        .backend("secure", secure)
        .member("secure")
        .authorities("ca", "authority.crt")
        .tls("secure", "api.test", "ca")
        .policy("APIKey", "apiKey", "secure")
        .key("secure", "sk-secure")
        .backend("other", other)
        .member("other")
        .policy("APIKey", "apiKey", "other")
        .key("other", "sk-other")
        .rule("m", POOL);
    envoy = gateway.startEnvoy("e1");
  }

  @AfterEach
  void close() {
    pools.close();
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"least-requests", "round-robin", "random"})
  void eachGroupAnswersAndGetsWhatIsItsOwn(String policy) throws Exception {
    pool(policy);
    settle();

    serveAll();
    assertThat(pools.endpoints()).isEmpty();
  }

  @Test
  void endpointsAreChosenInEachGroup() throws Exception {
    pool("least-in-flight");
    settle();

    serveAll();
    assertThat(pools.endpoints().map(Endpoint::address))
        .containsExactlyInAnyOrder(plain.address(), secure.address(), other.address());
  }

  @Test
  void aGroupThatCannotBeAskedHowItIsIsLeftToEnvoyAndTheOthersAreNot() throws Exception {
    pool("decision-tree");
    settle();

    serveAll();
    assertThat(pools.endpoints().map(Endpoint::address))
        .containsExactlyInAnyOrder(plain.address(), other.address());
  }

  @Test
  void anotherGroupThatGoesChangesNoCluster() throws Exception {
    pool("least-requests");
    settle();
    serveAll();

    world.remove("backend plain");
    settle();
    Map<String, Integer> served = new TreeMap<>();
    while (served.size() < 2 || served.containsKey("200 plain")) {
      served = served(50, "m");
    }
    assertThat(served).containsOnlyKeys("200 secure", "200 other");
    assertThat(envoy.stat("cluster_manager.cluster_modified")).isZero();
    assertThat(authorization(secure)).containsOnly("Bearer sk-secure");
    assertThat(authorization(other)).containsOnly("Bearer sk-other");
  }

  @Test
  void sessionsStayTogetherAcrossGroups() throws Exception {
    pool("session-affinity");
    settle();

    Set<String> all = new TreeSet<>();
    for (int session = 0; session < 60; session++) {
      Set<String> ofSession = new TreeSet<>();
      for (int i = 0; i < 5; i++) {
        ofSession.add(gateway.chat("m", "x-session-id: s" + session));
      }
      assertThat(ofSession).as("session %d", session).hasSize(1);
      all.addAll(ofSession);
    }
    assertThat(all).isEqualTo(ALL);
    plain.received();
    serveAll(); // those of no session
  }

  @Test
  void whatAGroupHasNoRoomForGoesToTheNextPriorityOrIsRefused() throws Exception {
    pool("decision-tree");
    world
        .remove("backend plain")
        .put("model m", sheddable("m"))
        .put("model n", sheddable("n"))
        .backend("spare", gateway.startUpstream("spare"))
        .rule("n", POOL, "{name: spare, priority: 1}");
    settle();
    while (pools.endpoints().findAny().isEmpty()) {
      gateway.chat("m");
    }
    pools.says(other, 9, 0.9);

    assertThat(served(100, "m")).containsOnlyKeys("200 secure", "429");
    assertThat(served(100, "n")).containsOnlyKeys("200 secure", "200 spare");
  }

  private static String sheddable(String model) {
    return """
    apiVersion: inference.networking.x-k8s.io/v1alpha2
    kind: InferenceModel
    metadata: {name: %s}
    spec:
      modelName: %s
      criticality: Sheddable
      poolRef: {group: inference.networking.k8s.io, name: pool}
    """
        .formatted(model, model);
  }

  /** Asks until all have answered some requests, and looks what these were like. */
  private void serveAll() throws Exception {
    Map<String, Integer> served = new TreeMap<>();
    while (!served.keySet().containsAll(ALL)
        || served.values().stream().anyMatch(count -> count < 5)) {
      served.merge(gateway.chat("m", "authorization: " + THE_CLIENTS), 1, Integer::sum);
    }
    assertThat(served.keySet()).isEqualTo(ALL);
    assertThat(authorization(plain)).containsOnly(THE_CLIENTS);
    assertThat(authorization(secure)).containsOnly("Bearer sk-secure");
    assertThat(authorization(other)).containsOnly("Bearer sk-other");
  }

  private Map<String, Integer> served(int requests, String model) {
    Map<String, Integer> served = new TreeMap<>();
    for (int i = 0; i < requests; i++) {
      served.merge(gateway.chat(model), 1, Integer::sum);
    }
    return served;
  }

  private static Set<String> authorization(Upstream upstream) {
    return upstream.received().stream()
        .map(
            request ->
                String.join(", ", request.headers().getOrDefault("authorization", List.of())))
        .collect(Collectors.toSet());
  }

  private void pool(String policy) {
    world.put(
        "pool",
        """
        apiVersion: inference.networking.k8s.io/v1
        kind: InferencePool
        metadata:
          name: pool
          annotations: {aigateway.envoyproxy.io/picking-policy: %s}
        spec:
          selector: {matchLabels: {app: llm}}
          targetPorts: [{number: %d}, {number: %d}, {number: %d}]
        """
            .formatted(policy, plain.port(), secure.port(), other.port()));
  }

  private void settle() throws InterruptedException {
    GatewayPlan plan = world.plan();
    pools.publish(plan);
    gateway.settle(plan);
  }
}
