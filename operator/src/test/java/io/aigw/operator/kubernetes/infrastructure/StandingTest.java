package io.aigw.operator.kubernetes.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.operator.kubernetes.status.Provision;
import io.aigw.operator.kubernetes.status.Provision.GatewayAddress;
import io.aigw.status.Condition;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingTest {

  @Test
  void aLoadBalancerThatNeverComesIsToldWithWhatToDo() {
    Provision.Known standing = standing(service("LoadBalancer").build(), deployment(1));
    assertThat(standing.addresses()).isEmpty();
    Condition obstacle = standing.obstacle().orElseThrow();
    assertThat(obstacle.reason()).isEqualTo("AddressNotAssigned");
    assertThat(obstacle.message()).contains("team/llm-1").contains("serviceType: NodePort");
  }

  @Test
  void aLoadBalancersAddressesAreTheGateways() {
    Service service =
        service("LoadBalancer")
            .withNewStatus()
            .withNewLoadBalancer()
            .addNewIngress()
            .withIp("192.0.2.1")
            .endIngress()
            .addNewIngress()
            .withHostname("lb.example")
            .endIngress()
            .endLoadBalancer()
            .endStatus()
            .build();
    Provision.Known standing = standing(service, deployment(1));
    assertThat(standing.addresses())
        .containsExactly(GatewayAddress.ip("192.0.2.1"), GatewayAddress.hostname("lb.example"));
    assertThat(standing.obstacle()).isEmpty();
  }

  @Test
  void aClusterIpIsAnAddress() {
    assertThat(standing(service("ClusterIP").build(), deployment(1)).addresses())
        .containsExactly(GatewayAddress.ip("10.96.0.7"));
  }

  @Test
  void aNodePortIsReachedAtTheNodesThatAreReady() {
    assertThat(standing(service("NodePort").build(), deployment(1)).addresses())
        .containsExactly(GatewayAddress.ip("10.0.0.2"), GatewayAddress.ip("198.51.100.1"));
  }

  @Test
  void withoutAReadyPodTheDeploymentsWordsAreTold() {
    Provision.Known standing = standing(service("ClusterIP").build(), deployment(0));
    assertThat(standing.obstacle())
        .contains(
            Condition.isFalse(
                "Programmed",
                "Pending",
                "no Pod of Deployment team/llm-1 is ready: exceeded quota"));
  }

  @Test
  void addressesThatAreAskedForCannotBeHad() {
    Provision.Known standing =
        Standing.of(
            Optional.of(service("ClusterIP").build()),
            List.of(RunningPods.of(deployment(1))),
            List::of,
            List.of(),
            true);
    assertThat(standing.obstacle().orElseThrow().reason()).isEqualTo("AddressNotUsable");
  }

  @Test
  void parametersThatCannotBeReadAreNotAccepted() {
    Provision.Known standing =
        Standing.of(
            Optional.of(service("ClusterIP").build()),
            List.of(RunningPods.of(deployment(1))),
            List::of,
            List.of("replica: no such parameter"),
            false);
    Condition accepted = standing.accepted().orElseThrow();
    assertThat(accepted.state()).isEqualTo(Condition.State.FALSE);
    assertThat(accepted.reason()).isEqualTo("InvalidParameters");
    assertThat(standing.obstacle()).as("what there is serves on").isEmpty();
  }

  @Test
  void aWorkloadIsCompleteWhenAllItsPodsAreReady() {
    assertThat(RunningPods.of(deployment(1)).complete()).isTrue();
    assertThat(RunningPods.of(deployment(0)).complete()).isFalse();
    assertThat(RunningPods.of(daemonSet(2, 2)).complete()).isTrue();
    assertThat(RunningPods.of(daemonSet(1, 2)).complete()).isFalse();
    assertThat(RunningPods.of(daemonSet(0, 0)).complete()).as("not looked at yet").isFalse();
  }

  private static Provision.Known standing(Service service, Deployment deployment) {
    return Standing.of(
        Optional.of(service),
        List.of(RunningPods.of(deployment)),
        () ->
            List.of(
                node("True", "InternalIP", "10.0.0.2"),
                node("False", "InternalIP", "10.0.0.3"),
                node("True", "ExternalIP", "198.51.100.1")),
        List.of(),
        false);
  }

  private static ServiceBuilder service(String type) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("team")
        .withName("llm-1")
        .endMetadata()
        .withNewSpec()
        .withType(type)
        .withClusterIPs("10.96.0.7")
        .endSpec();
  }

  private static DaemonSet daemonSet(int ready, int nodes) {
    return new DaemonSetBuilder()
        .withNewMetadata()
        .withNamespace("team")
        .withName("llm-1")
        .endMetadata()
        .withNewStatus()
        .withNumberReady(ready)
        .withDesiredNumberScheduled(nodes)
        .endStatus()
        .build();
  }

  private static Deployment deployment(int ready) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace("team")
        .withName("llm-1")
        .endMetadata()
        .withNewSpec()
        .withReplicas(1)
        .endSpec()
        .withNewStatus()
        .withReadyReplicas(ready)
        .addNewCondition()
        .withType("ReplicaFailure")
        .withStatus("True")
        .withMessage("exceeded quota")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Node node(String ready, String type, String address) {
    return new NodeBuilder()
        .withNewStatus()
        .addNewAddress(address, type)
        .addNewAddress("192.168.0.1", "Other")
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready)
        .endCondition()
        .endStatus()
        .build();
  }
}
