package io.aigw.e2e;

import static io.aigw.e2e.cluster.Reading.Kind.AI_GATEWAY_ROUTE;
import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.ApiServerLine;
import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.EnvoyPod;
import io.aigw.e2e.cluster.Reading;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Program;
import io.aigw.e2e.kit.Programs;
import io.aigw.e2e.kit.Traffic;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What Envoys and their clients notice when the API server is away for the controllers, and when
 * there is no controller: nothing. Told in order.
 */
@ExtendWith(ClusterExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutagesIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(OutagesIT.class);

  private static final String EXAMPLE = Checkout.upstream("inference_extension.yaml").toString();
  private static final String NAME = "inference-extension-example";
  private static final String LEASE = "outages";

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static Reading reading;

  @SuppressWarnings("NullAway.Init")
  private static ApiServerLine line;

  @SuppressWarnings("NullAway.Init")
  private static List<Controller> controllers;

  @SuppressWarnings("NullAway.Init")
  private static List<Program> replicas;

  @SuppressWarnings("NullAway.Init")
  private static EnvoyPod envoy;

  @SuppressWarnings("NullAway.Init")
  private static Http gateway;

  @BeforeAll
  static void startTwoReplicas(TestCluster cluster) throws Exception {
    OutagesIT.cluster = cluster;
    reading = new Reading(cluster.client());
    kubectl("delete", "-f", EXAMPLE, "--ignore-not-found", "--timeout=60s");
    kubectl("apply", "-f", EXAMPLE);
    line = ApiServerLine.open(cluster);
    controllers =
        List.of(
            new Controller(cluster, PROGRAMS, line.kubeconfig()),
            new Controller(cluster, PROGRAMS, line.kubeconfig()));
    startReplicas();
    Controller.awaitLead(replicas.getFirst());
    envoy = envoy("before-the-outage", controllers.getFirst());
    gateway = envoy.client();
    eventually(() -> assertThat(ask(gateway).status()).isEqualTo(200));
  }

  private static void startReplicas() throws Exception {
    replicas =
        List.of(
            controllers.getFirst().startAsReplica("default/" + LEASE),
            controllers.getLast().startAsReplica("default/" + LEASE));
  }

  @AfterAll
  static void deleteAll() throws Exception {
    line.close();
    envoy.delete();
    kubectl("delete", "-f", EXAMPLE, "--wait=false");
    kubectl("delete", "leases", "--selector=aigw.io/lease=" + LEASE);
    kubectl("delete", "aigatewayroutes", "--all");
    reading.close();
  }

  @Test
  @Order(1)
  void withoutTheApiServerAllGoesOnAndANewEnvoyIsServed() throws Exception {
    Controller its = controllers.getFirst();
    awaitInSync(its);
    List<String> told = told(its);
    assertThat(told).isNotEmpty();
    try (Traffic traffic = Traffic.of(() -> ask(gateway))) {
      traffic.next(20);
      line.cut();
      replicas.getFirst().awaitLog("the lease is lost");
      traffic.next(20);

      EnvoyPod late = envoy("during-the-outage", controllers.getLast());
      Http served = late.client();
      eventually(() -> assertThat(ask(served).status()).isEqualTo(200));
      late.delete();
      for (Controller controller : controllers) {
        assertThat(controller.operations("/healthz")).isEqualTo("ok\n");
        assertThat(controller.operations("/readyz")).isEqualTo("ok\n");
      }
      traffic.next(20);

      line.mend();
      eventually(() -> assertThat(leaders()).isEqualTo(1));
      traffic.next(20);
      assertThat(told(its)).as("nothing changed, nothing is told").isEqualTo(told);

      cluster.apply(route("after-the-outage"));
      eventually(
          () -> {
            assertThat(accepted("after-the-outage")).isEqualTo("True");
            assertThat(askFor("after-the-outage").status()).isEqualTo(200);
          });
      traffic.next(20);
      traffic.assertFlawless();
    }
    assertThat(replicas).allMatch(Program::running);
  }

  @Test
  @Order(2)
  void withoutAnyControllerEnvoysServeOnAndNothingIsToldAgain() throws Exception {
    try (Traffic traffic = Traffic.of(() -> ask(gateway))) {
      traffic.next(20);
      for (Program replica : replicas) {
        replica.kill();
      }
      eventually(() -> assertThat(connected()).contains("connected_state: 0"));
      traffic.next(200);

      startReplicas();
      awaitInSync(controllers.getFirst());
      traffic.next(20);
      assertThat(told(controllers.getFirst())).as("Envoy has it all").isEmpty();

      cluster.apply(route("after-the-controllers"));
      eventually(() -> assertThat(accepted("after-the-controllers")).isEqualTo("True"));
      traffic.next(20);
      traffic.assertFlawless();
    }
    assertThat(askFor("after-the-controllers").status()).isEqualTo(200);
  }

  /** How many of the replicas say of themselves that they lead. */
  private static long leaders() throws Exception {
    long leaders = 0;
    for (Controller controller : controllers) {
      if (controller.metrics().contains("aigw_leader 1.0")) {
        leaders++;
      }
    }
    return leaders;
  }

  private static String connected() throws Exception {
    return envoy.administration("/stats?filter=control_plane.connected_state");
  }

  private static void awaitInSync(Controller controller) throws Exception {
    eventually(
        () ->
            assertThat(controller.metrics())
                .contains("aigw_xds_envoys_in_sync{gateway=\"default/" + NAME + "\"} 1.0"));
  }

  /** How many resources of each type a controller has sent; empty if it has sent none. */
  private static List<String> told(Controller controller) throws Exception {
    return controller
        .metrics()
        .lines()
        .filter(line -> line.startsWith("aigw_xds_pushed_resources_total"))
        .filter(line -> !line.endsWith(" 0.0"))
        .toList();
  }

  private static String accepted(String route) {
    return reading.condition(AI_GATEWAY_ROUTE, "default", route, "Accepted").status();
  }

  private static EnvoyPod envoy(String name, Controller controller) throws Exception {
    return EnvoyPod.start(
        cluster, "default", NAME, name, controller.xdsAddress(), 80, text -> text);
  }

  /** A route for requests whose header says its name. */
  private static String route(String name) {
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
                    - name: x-test
                      type: Exact
                      value: %s
              backendRefs:
                - name: %s-testupstream
        """
        .formatted(name, NAME, name, NAME);
  }

  private static Http.Reply ask(Http gateway) throws Exception {
    return gateway.chat("mistral:latest", "x-target-inference-extension", "yes");
  }

  private static Http.Reply askFor(String route) throws Exception {
    return gateway.chat("any", "x-test", route);
  }

  private static void kubectl(String... arguments) throws Exception {
    cluster.kubectl(arguments).succeeded();
  }
}
