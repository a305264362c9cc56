package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.operator.kubernetes.infrastructure.Parameters.ServiceParameters;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Optional;

/** The objects beside the workload; those that are not wanted are empty. */
final class EnvoyObjects {

  private EnvoyObjects() {}

  static ConfigMap configMap(Blueprint blueprint) {
    return new ConfigMapBuilder()
        .withMetadata(blueprint.metadata())
        .withData(EnvoyFiles.of(blueprint))
        .build();
  }

  /** An account without a right, so that nobody's rights are given to all Pods of a namespace. */
  static ServiceAccount serviceAccount(Blueprint blueprint) {
    return new ServiceAccountBuilder()
        .withMetadata(blueprint.metadata())
        .withAutomountServiceAccountToken(false)
        .build();
  }

  static Service service(Blueprint blueprint) {
    ServiceParameters parameters = blueprint.parameters().service();
    ObjectMeta metadata =
        new ObjectMetaBuilder(blueprint.metadata())
            .addToAnnotations(parameters.annotations())
            .build();
    return new ServiceBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withType(parameters.type().toString())
        .withLoadBalancerClass(parameters.loadBalancerClass().orElse(null))
        .withExternalTrafficPolicy(parameters.externalTrafficPolicy().orElse(null))
        .withSelector(blueprint.selector())
        .withPorts(blueprint.ports().stream().map(EnvoyObjects::port).toList())
        .endSpec()
        .build();
  }

  private static ServicePort port(int port) {
    return new ServicePortBuilder()
        .withName("http-" + port)
        .withProtocol("TCP")
        .withPort(port)
        .withTargetPort(new IntOrString(port))
        .build();
  }

  /** Empty for a single Envoy: it could never be moved. */
  static Optional<PodDisruptionBudget> disruptionBudget(Blueprint blueprint) {
    return blueprint.parameters().redundant()
        ? Optional.of(
            new PodDisruptionBudgetBuilder()
                .withMetadata(blueprint.metadata())
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withNewSelector()
                .withMatchLabels(blueprint.selector())
                .endSelector()
                .endSpec()
                .build())
        : Optional.empty();
  }

  static Optional<HorizontalPodAutoscaler> autoscaler(Blueprint blueprint) {
    return blueprint
        .parameters()
        .autoscaling()
        .map(
            autoscaling ->
                new HorizontalPodAutoscalerBuilder()
                    .withMetadata(blueprint.metadata())
                    .withNewSpec()
                    .withNewScaleTargetRef()
                    .withApiVersion("apps/v1")
                    .withKind("Deployment")
                    .withName(blueprint.name())
                    .endScaleTargetRef()
                    .withMinReplicas(autoscaling.minReplicas())
                    .withMaxReplicas(autoscaling.maxReplicas())
                    .addNewMetric()
                    .withType("Resource")
                    .withNewResource()
                    .withName("cpu")
                    .withNewTarget()
                    .withType("Utilization")
                    .withAverageUtilization(autoscaling.cpuPercent())
                    .endTarget()
                    .endResource()
                    .endMetric()
                    .endSpec()
                    .build());
  }
}
