package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.operator.kubernetes.infrastructure.Parameters.Workload;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Optional;

/**
 * What keeps a Gateway's Envoys running: a Deployment or a DaemonSet; the one that is not wanted is
 * empty. A roll-out takes no Envoy away before its successor is ready.
 */
final class EnvoyWorkloads {

  private EnvoyWorkloads() {}

  static Optional<Deployment> deployment(Blueprint blueprint) {
    if (!blueprint.workloads().contains(Workload.DEPLOYMENT)) {
      return Optional.empty();
    }
    Parameters parameters = blueprint.parameters();
    return Optional.of(
        new DeploymentBuilder()
            .withMetadata(blueprint.metadata())
            .withNewSpec()
            // how many there are is the autoscaler's to say, where there is one
            .withReplicas(parameters.autoscaling().isPresent() ? null : parameters.replicas())
            .withNewSelector()
            .withMatchLabels(blueprint.selector())
            .endSelector()
            .withNewStrategy()
            .withType("RollingUpdate")
            .withNewRollingUpdate()
            .withMaxUnavailable(new IntOrString(0))
            .withMaxSurge(new IntOrString("25%"))
            .endRollingUpdate()
            .endStrategy()
            .withTemplate(spread(blueprint))
            .endSpec()
            .build());
  }

  static Optional<DaemonSet> daemonSet(Blueprint blueprint) {
    if (!blueprint.workloads().contains(Workload.DAEMON_SET)) {
      return Optional.empty();
    }
    return Optional.of(
        new DaemonSetBuilder()
            .withMetadata(blueprint.metadata())
            .withNewSpec()
            .withNewSelector()
            .withMatchLabels(blueprint.selector())
            .endSelector()
            .withNewUpdateStrategy()
            .withType("RollingUpdate")
            .withNewRollingUpdate()
            .withMaxUnavailable(new IntOrString(0))
            .withMaxSurge(new IntOrString(1))
            .endRollingUpdate()
            .endUpdateStrategy()
            .withTemplate(EnvoyPod.of(blueprint))
            .endSpec()
            .build());
  }

  /** The Pods of a Deployment, over nodes and zones as far as that can be had. */
  private static PodTemplateSpec spread(Blueprint blueprint) {
    return new PodTemplateSpecBuilder(EnvoyPod.of(blueprint))
        .editSpec()
        .withTopologySpreadConstraints(
            over("kubernetes.io/hostname", blueprint),
            over("topology.kubernetes.io/zone", blueprint))
        .endSpec()
        .build();
  }

  private static TopologySpreadConstraint over(String topology, Blueprint blueprint) {
    return new TopologySpreadConstraintBuilder()
        .withMaxSkew(1)
        .withTopologyKey(topology)
        .withWhenUnsatisfiable("ScheduleAnyway")
        .withNewLabelSelector()
        .withMatchLabels(blueprint.selector())
        .endLabelSelector()
        .withMatchLabelKeys("pod-template-hash")
        .build();
  }
}
