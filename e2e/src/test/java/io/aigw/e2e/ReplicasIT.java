package io.aigw.e2e;

import static io.aigw.e2e.cluster.Reading.Kind.AI_GATEWAY_ROUTE;
import static io.aigw.e2e.cluster.Reading.Kind.GATEWAY;
import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.EnvoyPod;
import io.aigw.e2e.cluster.Reading;
import io.aigw.e2e.cluster.Reading.Condition;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Aigw;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Program;
import io.aigw.e2e.kit.Programs;
import io.aigw.e2e.kit.Traffic;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two replicas of the controller, an Envoy at each: what the follower's Envoy says, and what
 * becomes of all of it when the leader goes. Told in order.
 */
@ExtendWith(ClusterExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(ReplicasIT.class);

  private static final String EXAMPLE = Checkout.upstream("inference_extension.yaml").toString();
  private static final String NAME = "inference-extension-example";
  private static final String LEASE = "replicas";

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static Reading reading;

  @SuppressWarnings("NullAway.Init")
  private static Controller first;

  @SuppressWarnings("NullAway.Init")
  private static Program leader;

  @SuppressWarnings("NullAway.Init")
  private static Program follower;

  @SuppressWarnings("NullAway.Init")
  private static EnvoyPod leaders;

  @SuppressWarnings("NullAway.Init")
  private static EnvoyPod followers;

  @BeforeAll
  static void startBoth(TestCluster cluster) throws Exception {
    ReplicasIT.cluster = cluster;
    reading = new Reading(cluster.client());
    kubectl("delete", "-f", EXAMPLE, "--ignore-not-found", "--timeout=60s");
    kubectl("apply", "-f", EXAMPLE);
    first = new Controller(cluster, PROGRAMS);
    leader = first.startAsReplica("default/" + LEASE);
    Controller.awaitLead(leader);
    Controller second = new Controller(cluster, PROGRAMS);
    follower = second.startAsReplica("default/" + LEASE);
    leaders = envoy("at-the-leader", first, "1.0e6");
    followers = envoy("at-the-follower", second, "80");
    for (EnvoyPod envoy : new EnvoyPod[] {leaders, followers}) {
      eventually(() -> assertThat(ask(envoy.client()).status()).isEqualTo(200));
    }
  }

  @AfterAll
  static void deleteAll() throws Exception {
    leaders.delete();
    followers.delete();
    kubectl("delete", "-f", EXAMPLE, "--wait=false");
    kubectl("delete", "leases", "--selector=aigw.io/lease=" + LEASE);
    kubectl("delete", "aigatewayroutes", "--all");
    reading.close();
  }

  @Test
  @Order(1)
  void whatTheFollowersEnvoyRefusesTheLeaderSays() throws Exception {
    eventually(
        () ->
            assertThat(reading.condition(GATEWAY, "default", NAME, "Programmed").status())
                .isEqualTo("True"));

    cluster.apply(route("large", "(x|yz|a?b|c+d){9}"));
    eventually(
        () -> {
          Condition programmed =
              reading.condition(AI_GATEWAY_ROUTE, "default", "large", "Programmed");
          assertThat(programmed.status()).isEqualTo("False");
          assertThat(programmed.message()).contains("program size");
        });
    assertThat(Controller.hasLed(follower)).isFalse();
    eventually(() -> assertThat(events("RefusedByEnvoy")).contains("program size"));
    assertThat(
            Aigw.run("status", "--kubeconfig", cluster.kubeconfig().toString()).succeeded().out())
        .containsPattern("default/" + NAME + " .* True +2 ") // Envoys, one at each
        .contains("AIGatewayRoute default/large: Invalid: Envoy");

    cluster.apply(route("large", "x"));
    eventually(
        () ->
            assertThat(
                    reading.object(AI_GATEWAY_ROUTE, "default", "large").at("/status").toString())
                .contains("Accepted")
                .doesNotContain("Programmed"));
  }

  @Test
  @Order(2)
  void anotherLeadsWhenTheLeaderIsKilledAndNoEnvoyNotices() throws Exception {
    String updates = updates(followers);
    Http[] gateways = {leaders.client(), followers.client()};
    AtomicInteger turn = new AtomicInteger();
    try (Traffic traffic =
        Traffic.of(() -> ask(gateways[turn.getAndIncrement() % gateways.length]))) {
      traffic.next(20);
      long killed = System.nanoTime();
      leader.kill();
      Controller.awaitLead(follower);
      tell("taken over after the leader was killed", killed);

      cluster.apply(route("after-the-kill", "y"));
      assertAccepted("after-the-kill");
      tell("a status is written by the next one", killed);
      kubectl("delete", "aigatewayroute", "after-the-kill");
      eventually(() -> assertThat(events("LeaderElection").lines()).hasSize(2));
      traffic.next(20);
      traffic.assertFlawless();
    }
    assertThat(updates).contains("cluster_manager.cds.update_success");
    // routes come and went; clusters and listeners were not told again
    assertThat(updates(followers)).isEqualTo(updates);
  }

  @Test
  @Order(3)
  void aLeaderThatEndsLetsGo() throws Exception {
    leader = first.startAsReplica("default/" + LEASE);
    assertThat(Controller.hasLed(leader)).isFalse();
    try (Traffic traffic = Traffic.of(() -> ask(followers.client()))) {
      traffic.next(20);
      long ended = System.nanoTime();
      follower.terminate();
      assertThat(follower.log()).contains("the lease is released");
      Controller.awaitLead(leader);
      tell("taken over from a leader that let go", ended);

      cluster.apply(route("after-the-end", "z"));
      assertAccepted("after-the-end");
      traffic.next(20);
      traffic.assertFlawless();
    }
    assertThat(leader.log()).doesNotContainIgnoringCase("exception");
  }

  /** Messages of events of a reason, one a line. */
  private static String events(String reason) throws Exception {
    return cluster
        .kubectl(
            "get",
            "events",
            "--field-selector=source=aigw,reason=" + reason,
            "--output=jsonpath={range .items[*]}{.message}{\"\\n\"}{end}")
        .succeeded()
        .out();
  }

  private static void tell(String what, long since) {
    System.out.printf("%s: %d ms%n", what, (System.nanoTime() - since) / 1_000_000);
  }

  private static EnvoyPod envoy(String name, Controller controller, String programSize)
      throws Exception {
    return EnvoyPod.start(
        cluster,
        "default",
        NAME,
        name,
        controller.xdsAddress(),
        80,
        bootstrap ->
            bootstrap.replaceAll(
                "(\"re2.max_program_size.error_level\": )[0-9.E]+", "$1" + programSize));
  }

  private static String updates(EnvoyPod envoy) throws Exception {
    return envoy.administration("/stats?filter=ds.update_success");
  }

  private static void assertAccepted(String route) throws Exception {
    eventually(
        () ->
            assertThat(reading.condition(AI_GATEWAY_ROUTE, "default", route, "Accepted").status())
                .isEqualTo("True"));
  }

  private static String route(String name, String expression) {
    return """
        apiVersion: aigateway.envoyproxy.io/v1beta1
        kind: AIGatewayRoute
        metadata:
          name: %s
        spec:
          parentRefs:
            - name: %s
              kind: Gateway
              group: gateway.networking.k8s.io
          rules:
            - matches:
                - headers:
                    - name: x-expression
                      type: RegularExpression
                      value: "%s"
              backendRefs:
                - name: %s-testupstream
        """
        .formatted(name, NAME, expression, NAME);
  }

  private static Http.Reply ask(Http gateway) throws Exception {
    return gateway.chat("mistral:latest", "x-target-inference-extension", "yes");
  }

  private static void kubectl(String... arguments) throws Exception {
    cluster.kubectl(arguments).succeeded();
  }
}
