package io.aigw.e2e;

import static io.aigw.e2e.cluster.Reading.Kind.AI_GATEWAY_ROUTE;
import static io.aigw.e2e.cluster.Reading.Kind.AI_SERVICE_BACKEND;
import static io.aigw.e2e.cluster.Reading.Kind.FORMER_INFERENCE_MODEL_REWRITE;
import static io.aigw.e2e.cluster.Reading.Kind.GATEWAY;
import static io.aigw.e2e.cluster.Reading.Kind.GATEWAY_CLASS;
import static io.aigw.e2e.cluster.Reading.Kind.INFERENCE_MODEL;
import static io.aigw.e2e.cluster.Reading.Kind.INFERENCE_OBJECTIVE;
import static io.aigw.e2e.cluster.Reading.Kind.INFERENCE_POOL;
import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.Definitions;
import io.aigw.e2e.cluster.EnvoyPod;
import io.aigw.e2e.cluster.Reading;
import io.aigw.e2e.cluster.Reading.Condition;
import io.aigw.e2e.cluster.Reading.Kind;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Chat;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Http.Reply;
import io.aigw.e2e.kit.Program;
import io.aigw.e2e.kit.Programs;
import io.aigw.e2e.kit.Traffic;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The original's example of the inference extension, applied as it is to a cluster: accepted,
 * served, and served on while everything around it changes.
 */
@ExtendWith(ClusterExtension.class)
class InferenceExtensionIT {
  @RegisterExtension
  private static final Programs PROGRAMS = new Programs(InferenceExtensionIT.class);

  private static final String EXAMPLE = Checkout.upstream("inference_extension.yaml").toString();
  private static final String NAME = "inference-extension-example";
  private static final String SERVERS = NAME + "-testupstream";
  private static final String MODEL = "mistral:latest";
  private static final String[] TO_POOL = {"x-target-inference-extension", "yes"};

  private static final String POOL = NAME + "-pool";

  /** For both groups, one each. */
  private static final String OBJECTIVE_AND_REWRITE =
      """
      apiVersion: llm-d.ai/v1alpha2
      kind: InferenceObjective
      metadata: {name: background, namespace: default}
      spec:
        priority: -1
        poolRef: {group: inference.networking.x-k8s.io, name: POOL}
      ---
      apiVersion: inference.networking.x-k8s.io/v1alpha2
      kind: InferenceModelRewrite
      metadata: {name: alias, namespace: default}
      spec:
        poolRef: {group: inference.networking.x-k8s.io, name: POOL}
        rules:
        - matches: [{model: {value: alias}}]
          targets: [{modelRewrite: "mistral:latest"}]
        - matches: [{model: {value: "mistral:latest"}}]
          targets: [{modelRewrite: another}]
      """;

  /** The objects that the controller writes to. */
  private static final Map<Kind, String> JUDGED =
      Map.of(
          GATEWAY_CLASS, NAME,
          GATEWAY, NAME,
          AI_GATEWAY_ROUTE, NAME,
          AI_SERVICE_BACKEND, SERVERS,
          INFERENCE_POOL, POOL,
          INFERENCE_MODEL, NAME);

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static Reading reading;

  @SuppressWarnings("NullAway.Init")
  private static Controller controller;

  @SuppressWarnings("NullAway.Init")
  private static Program running;

  @SuppressWarnings("NullAway.Init")
  private static EnvoyPod envoy;

  @SuppressWarnings("NullAway.Init")
  private static Http gateway;

  @BeforeAll
  static void applyTheExample(TestCluster cluster) throws Exception {
    InferenceExtensionIT.cluster = cluster;
    reading = new Reading(cluster.client());
    controller = new Controller(cluster, PROGRAMS);
    running = controller.start();
    cluster.kubectl("apply", "-f", EXAMPLE).succeeded();
    envoy = EnvoyPod.start(cluster, "default", NAME, controller.xdsAddress(), 80);
    gateway = envoy.client();
    scale(3);
    eventually(() -> assertThat(ask().status()).isEqualTo(200));
  }

  @AfterAll
  static void deleteTheExample() throws Exception {
    envoy.delete();
    cluster.kubectl("delete", "-f", EXAMPLE, "--wait=false").succeeded();
    reading.close();
  }

  @Test
  void everyObjectIsAcceptedAndTheGatewayProgrammed() throws Exception {
    eventually(() -> assertTrue(condition(GATEWAY, NAME, "Programmed")));
    assertTrue(condition(GATEWAY_CLASS, NAME, "Accepted"));
    assertTrue(condition(GATEWAY, NAME, "Accepted"));
    assertTrue(condition(AI_GATEWAY_ROUTE, NAME, "Accepted"));
    assertTrue(condition(AI_GATEWAY_ROUTE, NAME, "ResolvedRefs"));
    assertTrue(condition(AI_SERVICE_BACKEND, SERVERS, "Accepted"));
    assertTrue(condition(AI_SERVICE_BACKEND, SERVERS, "ResolvedRefs"));
    assertTrue(condition(INFERENCE_MODEL, NAME, "Accepted"));
    JsonNode parents = reading.object(INFERENCE_POOL, "default", POOL).at("/status/parent");
    assertThat(parents).hasSize(1);
    assertThat(parents.at("/0/parentRef/name").asText()).isEqualTo(NAME);
    assertTrue(Reading.condition(parents.path(0), "Accepted"));
    JsonNode listener = reading.object(GATEWAY, "default", NAME).at("/status/listeners/0");
    assertThat(listener.path("attachedRoutes").asInt()).isEqualTo(1);
    assertTrue(Reading.condition(listener, "Programmed"));
  }

  @Test
  void requestsAreSpreadOverThePodsPlainAndStreamed() throws Exception {
    Set<String> plain = new HashSet<>();
    Set<String> streamed = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      Reply reply = ask();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json().at("/model").asText()).isEqualTo(MODEL);
      assertThat(reply.json().at("/usage/completion_tokens").asInt()).isEqualTo(4);
      plain.add(reply.server());
      Reply stream = gateway.post("/v1/chat/completions", Chat.streamed(MODEL), TO_POOL);
      assertThat(stream.header("content-type")).startsWith("text/event-stream");
      assertThat(stream.body()).endsWith("data: [DONE]\n\n");
      streamed.add(stream.server());
    }
    assertThat(plain).hasSize(3);
    assertThat(streamed).isEqualTo(plain);
  }

  @Test
  void whatThePoolDoesNotServeIsToldInTheClientsShape() throws Exception {
    Reply unknown = gateway.chat("gpt-5", TO_POOL);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().at("/error/code").asText()).isEqualTo("model_not_found");
    assertThat(unknown.json().at("/error/message").asText()).contains("gpt-5");
    assertThat(gateway.chat(MODEL).status()).as("without the header").isEqualTo(404);
  }

  @Test
  void kindsThatAreInstalledLaterCountForThePoolUntilTheyGo() throws Exception {
    assertThat(gateway.chat("alias", TO_POOL).status()).isEqualTo(404);
    Definitions.installObjectivesAndRewrites(cluster);
    cluster.apply(OBJECTIVE_AND_REWRITE.replace("POOL", POOL));

    eventually(
        () -> {
          assertTrue(condition(FORMER_INFERENCE_MODEL_REWRITE, "alias", "Accepted"));
          Condition objective = condition(INFERENCE_OBJECTIVE, "background", "Accepted");
          assertTrue(objective);
          assertThat(objective.message()).contains("spec.priority");
        });
    assertThat(condition(FORMER_INFERENCE_MODEL_REWRITE, "alias", "Accepted").message())
        .contains("model " + MODEL + ": ", "comes first");
    eventually(() -> assertThat(gateway.chat("alias", TO_POOL).status()).isEqualTo(200));
    assertThat(gateway.chat("alias", TO_POOL).json().at("/model").asText()).isEqualTo(MODEL);
    assertThat(ask().json().at("/model").asText()).isEqualTo(MODEL);

    Definitions.removeObjectivesAndRewrites(cluster);
    eventually(() -> assertThat(gateway.chat("alias", TO_POOL).status()).isEqualTo(404));
  }

  @Test
  void podsComeAndGoWithoutAFailedRequestAndNothingIsWrittenButHowManyThereAre() throws Exception {
    eventually(() -> assertTrue(condition(GATEWAY, NAME, "Programmed")));
    Map<Kind, String> versions = resourceVersions();
    try (Traffic traffic = Traffic.of(InferenceExtensionIT::ask)) {
      scale(5);
      eventually(() -> assertThat(traffic.next(60)).hasSize(5));
      scale(2);
      eventually(() -> assertThat(traffic.next(60)).hasSize(2));
      eventually(() -> assertThat(saidOfThePool()).isEqualTo("2 ready endpoints"));
      scale(3);
      eventually(() -> assertThat(traffic.next(60)).hasSize(3));
      traffic.assertFlawless();
    }
    eventually(() -> assertThat(saidOfThePool()).isEqualTo("3 ready endpoints"));
    versions.put(INFERENCE_POOL, resourceVersions().get(INFERENCE_POOL));
    // to the API server that is no change, whatever kubectl makes of defaults in lists
    cluster.kubectl("apply", "-f", EXAMPLE).succeeded();
    assertThat(resourceVersions())
        .as("no other verdict changed, so nothing is written")
        .isEqualTo(versions);
  }

  @Test
  void withoutItsControllerTheGatewayServesOnAndWithANewOneItFollowsAgain() throws Exception {
    eventually(() -> assertTrue(condition(GATEWAY, NAME, "Programmed")));
    Map<Kind, String> versions = resourceVersions();
    try (Traffic traffic = Traffic.of(InferenceExtensionIT::ask)) {
      assertThat(running.terminate()).isIn(0, 143);
      traffic.next(100);
      running = PROGRAMS.keep(controller.start());
      traffic.next(100);
      assertThat(resourceVersions()).as("the new one finds all said").isEqualTo(versions);
      traffic.assertFlawless();
    }
    patchHeaderOfRule("maybe");
    eventually(
        () ->
            assertThat(gateway.chat(MODEL, "x-target-inference-extension", "maybe").status())
                .isEqualTo(200));
    patchHeaderOfRule("yes");
    eventually(() -> assertThat(ask().status()).isEqualTo(200));
  }

  private static void patchHeaderOfRule(String value) throws Exception {
    String patch =
        """
        [{"op":"replace","path":"/spec/rules/0/matches/0/headers/0/value","value":"%s"}]"""
            .formatted(value);
    cluster.kubectl("patch", "aigatewayroute", NAME, "--type=json", "--patch=" + patch).succeeded();
  }

  private static String saidOfThePool() {
    JsonNode parent = reading.object(INFERENCE_POOL, "default", POOL).at("/status/parent/0");
    return Reading.condition(parent, "Accepted").message();
  }

  private static void scale(int replicas) throws Exception {
    cluster.kubectl("scale", "deployment", SERVERS, "--replicas=" + replicas).succeeded();
    cluster.kubectl("rollout", "status", "deployment", SERVERS, "--timeout=100s").succeeded();
  }

  private static Reply ask() throws Exception {
    return gateway.chat(MODEL, TO_POOL);
  }

  private static Condition condition(Kind kind, String name, String type) {
    return reading.condition(kind, "default", name, type);
  }

  private static Map<Kind, String> resourceVersions() {
    Map<Kind, String> versions = new EnumMap<>(Kind.class);
    JUDGED.forEach(
        (kind, name) ->
            versions.put(
                kind,
                reading.object(kind, "default", name).at("/metadata/resourceVersion").asText()));
    return versions;
  }

  private static void assertTrue(Condition condition) {
    assertThat(condition.status()).as(condition.toString()).isEqualTo("True");
  }
}
