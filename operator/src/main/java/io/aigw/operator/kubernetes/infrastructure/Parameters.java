package io.aigw.operator.kubernetes.infrastructure;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What may be decided for a class of Gateways, or for one, in a ConfigMap that {@code
 * parametersRef} names.
 *
 * @param workload what keeps Envoys running
 * @param replicas Envoys; without effect where there is autoscaling, and in a DaemonSet
 * @param autoscaling how the number of Envoys follows their work
 * @param envoyImage empty: that of the installation
 * @param workers threads of an Envoy; empty: as many as it may use processors
 * @param requests of an Envoy's container, by resource
 * @param limits of an Envoy's container, by resource
 * @param drainSeconds how long an Envoy that is to end waits for its connections
 */
record Parameters(
    Workload workload,
    int replicas,
    Optional<Autoscaling> autoscaling,
    Optional<String> envoyImage,
    OptionalInt workers,
    Map<String, String> requests,
    Map<String, String> limits,
    int drainSeconds,
    ServiceParameters service) {

  static final Parameters DEFAULTS =
      new Parameters(
          Workload.DEPLOYMENT,
          1,
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          Map.of("cpu", "100m", "memory", "256Mi"),
          Map.of(),
          60,
          new ServiceParameters(
              ServiceType.LOAD_BALANCER, Map.of(), Optional.empty(), Optional.empty()));

  /** How many Envoys there are, and where. */
  enum Workload {
    /** As many as are asked for. */
    DEPLOYMENT("Deployment"),
    /** One on each node. */
    DAEMON_SET("DaemonSet");

    private final String text;

    Workload(String text) {
      this.text = text;
    }

    /** The kind's name. */
    @Override
    public String toString() {
      return text;
    }
  }

  /** Of the Service. */
  record ServiceParameters(
      ServiceType type,
      Map<String, String> annotations,
      Optional<String> loadBalancerClass,
      Optional<String> externalTrafficPolicy) {}

  /** Where a Service can be reached. */
  enum ServiceType {
    LOAD_BALANCER("LoadBalancer"),
    NODE_PORT("NodePort"),
    CLUSTER_IP("ClusterIP");

    private final String text;

    ServiceType(String text) {
      this.text = text;
    }

    /** As the API writes it. */
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Between these numbers, so that this share of the requested CPU is used.
   *
   * @param cpuPercent of the request
   */
  record Autoscaling(int minReplicas, int maxReplicas, int cpuPercent) {}

  /**
   * Whether there is always more than one Envoy that may be evicted. A node's own goes with the
   * node: a budget would keep it.
   */
  boolean redundant() {
    return workload == Workload.DEPLOYMENT
        && autoscaling.map(Autoscaling::minReplicas).orElse(replicas) > 1;
  }
}
