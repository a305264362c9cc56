package io.aigw.operator.kubernetes.infrastructure;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a workload says of its Pods.
 *
 * @param workload its kind and name
 * @param ready Pods that are
 * @param complete whether there are as many of them as there should be
 * @param failure what it says that makes it fail, a quota or a policy for example
 */
record RunningPods(String workload, int ready, boolean complete, Optional<String> failure) {

  static RunningPods of(Deployment deployment) {
    var status = deployment.getStatus();
    int ready = status == null ? 0 : number(status.getReadyReplicas());
    Stream<DeploymentCondition> conditions =
        status == null ? Stream.empty() : status.getConditions().stream();
    return new RunningPods(
        name(deployment),
        ready,
        status != null && ready > 0 && ready >= number(deployment.getSpec().getReplicas()),
        conditions
            .filter(
                condition ->
                    switch (condition.getType()) {
                      case "ReplicaFailure" -> condition.getStatus().equals("True");
                      case "Progressing" -> condition.getStatus().equals("False");
                      default -> false;
                    })
            .map(DeploymentCondition::getMessage)
            .findFirst());
  }

  static RunningPods of(DaemonSet daemonSet) {
    var status = daemonSet.getStatus();
    int ready = status == null ? 0 : number(status.getNumberReady());
    return new RunningPods(
        name(daemonSet),
        ready,
        status != null && ready > 0 && ready >= number(status.getDesiredNumberScheduled()),
        Optional.empty());
  }

  private static String name(HasMetadata workload) {
    return "%s %s/%s"
        .formatted(
            workload.getKind(),
            workload.getMetadata().getNamespace(),
            workload.getMetadata().getName());
  }

  private static int number(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
