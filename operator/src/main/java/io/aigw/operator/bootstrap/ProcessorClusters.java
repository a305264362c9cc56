package io.aigw.operator.bootstrap;

import com.google.protobuf.Any;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import io.aigw.xds.translate.Names;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import io.envoyproxy.envoy.extensions.clusters.aggregate.v3.ClusterConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is asked about bodies: an Envoy's own processor and, where that cannot be reached, the
 * controller, which answers the same.
 */
final class ProcessorClusters {

  /** The processor that the settings name; what asks names {@link Names#PROCESSOR_CLUSTER}. */
  private static final String OWN = "aigw-own-processor";

  private static final UInt32Value NEVER = UInt32Value.of(0);
  private static final UInt32Value ALWAYS = UInt32Value.of(100);

  private ProcessorClusters() {}

  static List<Cluster> of(BootstrapSettings settings) {
    List<Cluster> clusters = new ArrayList<>();
    List<String> inOrder = new ArrayList<>();
    if (!settings.processor().equals(settings.xds())) {
      clusters.add(own(settings.processor()));
      inOrder.add(OWN);
    }
    inOrder.add(Names.CONTROLLER_CLUSTER);
    clusters.add(firstThatIsThere(inOrder));
    return clusters;
  }

  /**
   * Left out with the first connection that fails, and tried again half a second later: a question
   * that meets nobody is asked again elsewhere, so trying costs no answer.
   */
  private static Cluster own(Address address) {
    return EnvoyBootstrap.cluster(OWN, address).toBuilder()
        .setConnectTimeout(Durations.fromSeconds(1))
        .setOutlierDetection(
            OutlierDetection.newBuilder()
                .setSplitExternalLocalOriginErrors(true)
                .setConsecutiveLocalOriginFailure(UInt32Value.of(1))
                .setEnforcingConsecutiveLocalOriginFailure(ALWAYS)
                .setEnforcingLocalOriginSuccessRate(NEVER)
                .setEnforcingSuccessRate(NEVER)
                .setEnforcingConsecutive5Xx(NEVER)
                .setEnforcingConsecutiveGatewayFailure(NEVER)
                .setMaxEjectionPercent(ALWAYS)
                .setInterval(Durations.fromMillis(250))
                .setBaseEjectionTime(Durations.fromMillis(500))
                .setMaxEjectionTime(Durations.fromMillis(500)))
        .build();
  }

  private static Cluster firstThatIsThere(List<String> clusters) {
    return Cluster.newBuilder()
        .setName(Names.PROCESSOR_CLUSTER)
        .setLbPolicy(Cluster.LbPolicy.CLUSTER_PROVIDED)
        .setClusterType(
            Cluster.CustomClusterType.newBuilder()
                .setName("envoy.clusters.aggregate")
                .setTypedConfig(
                    Any.pack(ClusterConfig.newBuilder().addAllClusters(clusters).build())))
        // the connections are those of the clusters in it, what is asked again is counted here
        .setCircuitBreakers(EnvoyBootstrap.NEVER_BREAKING)
        .build();
  }
}
