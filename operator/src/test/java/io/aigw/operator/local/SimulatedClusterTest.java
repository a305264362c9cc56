package io.aigw.operator.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.ApiObject;
import io.aigw.api.EndpointSlice;
import io.aigw.api.Metadata;
import io.aigw.api.Service;
import io.aigw.operator.files.Deployment;
import io.aigw.operator.testing.Eventually;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a program in the simulator's place that says what the simulator says, and waits. */
@Timeout(120)
class SimulatedClusterTest {

  /** Its arguments are those of the simulator; the port is made of its process id. */
  private static final List<String> PROGRAM =
      List.of(
          "/bin/sh",
          "-c",
          "echo \"simulator $6 listens on /127.0.0.1:$((20000 + $$ % 10000))\"; exec sleep 100000",
          "simulator");

  private final AtomicInteger changes = new AtomicInteger();
  private final SimulatedCluster cluster = new SimulatedCluster(PROGRAM, changes::incrementAndGet);

  @AfterEach
  void end() {
    cluster.close();
  }

  @Test
  void everyReplicaOfASelectedDeploymentIsAnEndpoint() throws InterruptedException {
    cluster.follow(List.of(service("model", 8000)), List.of(deployment("model", 2)));
    Eventually.holds(cluster::settled);

    List<EndpointSlice> slices = cluster.endpointSlices();
    assertThat(slices)
        .extracting(slice -> slice.metadata().name())
        .containsExactly("model-model-0", "model-model-1");
    for (EndpointSlice slice : slices) {
      assertThat(slice.service()).isEqualTo("model");
      assertThat(slice.endpoints().getFirst().addresses()).containsExactly("127.0.0.1");
      assertThat(slice.ports()).singleElement().extracting("name").isEqualTo("http");
      assertThat(slice.ports().getFirst().port()).isGreaterThanOrEqualTo(20000);
    }
    assertThat(changes.get()).isEqualTo(2);
  }

  @Test
  void aDeploymentThatNoServiceSelectsIsNotPlayed() {
    cluster.follow(List.of(service("model", 8000)), List.of(deployment("other", 1)));

    assertThat(cluster.size()).isZero();
    assertThat(cluster.settled()).isTrue();
  }

  @Test
  void aServiceWithEndpointSlicesOfItsOwnIsLeftAlone() {
    EndpointSlice own =
        new EndpointSlice(
            new Metadata(
                "default",
                "own",
                Map.of(EndpointSlice.SERVICE_LABEL, "model"),
                null,
                0,
                null,
                null),
            null,
            null,
            null);
    cluster.follow(List.of(service("model", 8000), own), List.of(deployment("model", 1)));

    assertThat(cluster.size()).isZero();
  }

  @Test
  void aNamedTargetPortMustBeOneOfThePods() throws InterruptedException {
    cluster.follow(
        List.of(service("good", "web", "model"), service("bad", "none", "model")),
        List.of(deployment("model", 1)));
    Eventually.holds(cluster::settled);

    Map<String, List<EndpointSlice.Port>> ports =
        cluster.endpointSlices().stream()
            .collect(Collectors.toMap(EndpointSlice::service, EndpointSlice::ports));
    assertThat(ports.get("good")).hasSize(1);
    assertThat(ports.get("bad")).isEmpty();
  }

  @Test
  void replicasAreFollowedUpAndDown() throws InterruptedException {
    List<ApiObject> objects = List.of(service("model", 8000));
    cluster.follow(objects, List.of(deployment("model", 1)));
    Eventually.holds(() -> cluster.endpointSlices().size() == 1);
    EndpointSlice first = cluster.endpointSlices().getFirst();

    cluster.follow(objects, List.of(deployment("model", 3)));
    Eventually.holds(() -> cluster.endpointSlices().size() == 3);
    assertThat(cluster.endpointSlices()).contains(first);

    cluster.follow(objects, List.of(deployment("model", 1)));
    assertThat(cluster.endpointSlices()).containsExactly(first);

    cluster.follow(objects, List.of());
    assertThat(cluster.endpointSlices()).isEmpty();
  }

  @Test
  void aServerWithOtherSettingsIsReadyBeforeTheOldOneLosesItsAddress() throws InterruptedException {
    List<ApiObject> objects = List.of(service("model", 8000));
    cluster.follow(objects, List.of(deployment("model", 1)));
    Eventually.holds(() -> cluster.endpointSlices().size() == 1);
    int before = port();

    Deployment other =
        new Deployment(
            "default",
            "model",
            1,
            Map.of("app", "model"),
            Map.of("web", 8000),
            Map.of("SIMULATOR_SEED", "1"));
    cluster.follow(objects, List.of(other));
    assertThat(cluster.endpointSlices()).hasSize(1);
    Eventually.holds(() -> port() != before);
  }

  @Test
  void aServerThatDiesHasNoAddressUntilItIsThereAgain() throws InterruptedException {
    cluster.follow(List.of(service("model", 8000)), List.of(deployment("model", 1)));
    Eventually.holds(() -> cluster.endpointSlices().size() == 1);
    int before = port();

    Set<ProcessHandle> servers =
        ProcessHandle.current()
            .descendants()
            .filter(process -> process.info().command().orElse("").endsWith("sleep"))
            .collect(Collectors.toSet());
    servers.forEach(ProcessHandle::destroyForcibly);
    Eventually.holds(() -> cluster.endpointSlices().isEmpty());
    Eventually.holds(() -> cluster.endpointSlices().size() == 1);
    assertThat(port()).isNotEqualTo(before);
  }

  @Test
  void whatIsPlannedIsWhatThereWouldBe() {
    assertThat(
            SimulatedCluster.planned(
                List.of(service("model", 8000)), List.of(deployment("model", 2))))
        .extracting(slice -> slice.metadata().name())
        .containsExactly("model-model-0", "model-model-1");
  }

  private int port() {
    return cluster.endpointSlices().getFirst().ports().getFirst().port();
  }

  private static Service service(String name, int targetPort) {
    return service(name, targetPort, name);
  }

  private static Service service(String name, Object targetPort, String app) {
    return new Service(
        new Metadata("default", name, null, null, 0, null, null),
        new Service.Spec(
            null,
            List.of(new Service.Port("http", 80, targetPort, null, null)),
            Map.of("app", app),
            null));
  }

  private static Deployment deployment(String name, int replicas) {
    return new Deployment(
        "default", name, replicas, Map.of("app", name), Map.of("web", 8000), Map.of());
  }
}
