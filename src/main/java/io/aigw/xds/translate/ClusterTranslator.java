package io.aigw.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import io.aigw.ir.Cluster;
import io.aigw.ir.Endpoint;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DnsLookupFamily;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.EdsClusterConfig;
import io.envoyproxy.envoy.config.cluster.v3.LoadBalancingPolicy;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest;
import io.envoyproxy.envoy.extensions.load_balancing_policies.random.v3.Random;
import io.envoyproxy.envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash;
import io.envoyproxy.envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin;
import io.envoyproxy.envoy.extensions.load_balancing_policies.subset.v3.Subset;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig;
import io.envoyproxy.envoy.type.v3.Percent;
import java.util.List;

/** Clusters and their endpoints. */
final class ClusterTranslator {

  /** What the gateway is to carry to one backend at a time; Envoy's default is 1,024. */
  private static final int MAX_CONCURRENT = 1_000_000;

  /**
   * Of how many endpoints, drawn at random, the one with the fewest requests in flight is taken.
   */
  private static final int LEAST_REQUEST_CHOICES = 8;

  private static final CircuitBreakers CIRCUIT_BREAKERS =
      CircuitBreakers.newBuilder()
          .addThresholds(
              CircuitBreakers.Thresholds.newBuilder()
                  .setMaxConnections(UInt32Value.of(MAX_CONCURRENT))
                  .setMaxPendingRequests(UInt32Value.of(MAX_CONCURRENT))
                  .setMaxRequests(UInt32Value.of(MAX_CONCURRENT))
                  .setMaxRetries(UInt32Value.of(MAX_CONCURRENT)))
          .build();

  /**
   * An endpoint that takes no connection has the fewest requests in flight, so nearly every request
   * would try it first: after three failures in a row it is left out, for a second at first, longer
   * each time, but never the last one. What a server answers is its own affair.
   */
  private static final OutlierDetection OUTLIER_DETECTION =
      OutlierDetection.newBuilder()
          .setSplitExternalLocalOriginErrors(true)
          .setConsecutiveLocalOriginFailure(UInt32Value.of(3))
          .setEnforcingConsecutiveLocalOriginFailure(UInt32Value.of(100))
          .setEnforcingConsecutive5Xx(UInt32Value.of(0))
          .setEnforcingConsecutiveGatewayFailure(UInt32Value.of(0))
          .setEnforcingSuccessRate(UInt32Value.of(0))
          .setEnforcingLocalOriginSuccessRate(UInt32Value.of(0))
          .setEnforcingFailurePercentage(UInt32Value.of(0))
          .setMaxEjectionPercent(UInt32Value.of(99))
          .setInterval(Durations.fromSeconds(1))
          .setBaseEjectionTime(Durations.fromSeconds(1))
          .setMaxEjectionTime(Durations.fromSeconds(30))
          .build();

  /**
   * A request whose body has gone to a picker cannot go on without it: so whether that is there is
   * found out beforehand.
   */
  private static final HealthCheck TAKES_CONNECTIONS =
      HealthCheck.newBuilder()
          .setTimeout(Durations.fromSeconds(1))
          .setInterval(Durations.fromSeconds(1))
          .setNoTrafficInterval(Durations.fromSeconds(1))
          .setUnhealthyThreshold(UInt32Value.of(1))
          .setHealthyThreshold(UInt32Value.of(1))
          .setTcpHealthCheck(HealthCheck.TcpHealthCheck.getDefaultInstance())
          .build();

  /** Until the next check has its say. */
  private static final OutlierDetection OUT_AT_ONCE =
      OUTLIER_DETECTION.toBuilder()
          .setConsecutiveLocalOriginFailure(UInt32Value.of(1))
          .setMaxEjectionPercent(UInt32Value.of(100))
          .setMaxEjectionTime(Durations.fromSeconds(2))
          .build();

  private static final LoadBalancingPolicy LEAST_REQUEST =
      policy(
          "least_request",
          LeastRequest.newBuilder().setChoiceCount(UInt32Value.of(LEAST_REQUEST_CHOICES)).build());

  private static final LoadBalancingPolicy ROUND_ROBIN =
      policy("round_robin", RoundRobin.getDefaultInstance());

  private static final LoadBalancingPolicy RANDOM = policy("random", Random.getDefaultInstance());

  /** An endpoint that comes or goes takes its share of the sessions along, and few others. */
  private static final LoadBalancingPolicy RING_HASH =
      policy("ring_hash", RingHash.getDefaultInstance());

  /** Chooses no endpoint ever: those with a key that none has, and without it none. */
  private static final LoadBalancingPolicy NONE =
      policy(
          "subset",
          Subset.newBuilder()
              .addSubsetSelectors(Subset.LbSubsetSelector.newBuilder().addKeys("aigw.none"))
              .setFallbackPolicy(Subset.LbSubsetFallbackPolicy.NO_FALLBACK)
              .setSubsetLbPolicy(LEAST_REQUEST)
              .build());

  private static final LoadBalancingPolicy PICKED = PickedEndpoint.policy(NONE);

  private static final LoadBalancingPolicy PICKED_OR_LEAST_REQUEST =
      PickedEndpoint.policy(LEAST_REQUEST);

  private final String systemAuthorities;

  ClusterTranslator(String systemAuthorities) {
    this.systemAuthorities = systemAuthorities;
  }

  /** The cluster itself, which a change of endpoints does not touch unless they are names. */
  io.envoyproxy.envoy.config.cluster.v3.Cluster cluster(Cluster cluster) {
    var builder =
        io.envoyproxy.envoy.config.cluster.v3.Cluster.newBuilder()
            .setName(cluster.name())
            .setConnectTimeout(Durations.fromSeconds(5))
            .setCircuitBreakers(CIRCUIT_BREAKERS)
            .setLoadBalancingPolicy(balancing(cluster.role()))
            .setOutlierDetection(OUTLIER_DETECTION)
            // an unhealthy endpoint is not used because others are unhealthy too
            .setCommonLbConfig(
                CommonLbConfig.newBuilder().setHealthyPanicThreshold(Percent.getDefaultInstance()))
            .putTypedExtensionProtocolOptions(
                "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                Any.pack(protocolOptions(cluster)));
    if (cluster.role() == Cluster.Role.OPTIONAL_PICKER) {
      builder.addHealthChecks(TAKES_CONNECTIONS).setOutlierDetection(OUT_AT_ONCE);
    }
    cluster
        .tls()
        .map(tls -> TlsTranslator.upstream(tls, alpn(cluster.protocol()), systemAuthorities))
        .ifPresent(builder::setTransportSocket);
    switch (cluster.discovery()) {
      case ENDPOINTS ->
          builder
              .setType(DiscoveryType.EDS)
              .setEdsClusterConfig(EdsClusterConfig.newBuilder().setEdsConfig(ConfigSources.ADS));
      case DNS ->
          builder
              .setType(DiscoveryType.STRICT_DNS)
              .setDnsLookupFamily(DnsLookupFamily.ALL)
              .setLoadAssignment(loadAssignment(cluster));
    }
    return builder.build();
  }

  private static LoadBalancingPolicy balancing(Cluster.Role role) {
    return switch (role) {
      case BACKEND, PICKER, OPTIONAL_PICKER -> LEAST_REQUEST;
      case IN_TURN -> ROUND_ROBIN;
      case AT_RANDOM -> RANDOM;
      case BY_SESSION -> RING_HASH;
      case PICKED -> PICKED;
      case OPTIONALLY_PICKED -> PICKED_OR_LEAST_REQUEST;
    };
  }

  private static LoadBalancingPolicy policy(String name, Message config) {
    return LoadBalancingPolicy.newBuilder()
        .addPolicies(
            LoadBalancingPolicy.Policy.newBuilder()
                .setTypedExtensionConfig(
                    TypedExtensionConfig.newBuilder()
                        .setName("envoy.load_balancing_policies." + name)
                        .setTypedConfig(Any.pack(config))))
        .build();
  }

  /** The resource of its own that the endpoints of a cluster are. */
  ClusterLoadAssignment loadAssignment(Cluster cluster) {
    return ClusterLoadAssignment.newBuilder()
        .setClusterName(cluster.name())
        .addEndpoints(
            LocalityLbEndpoints.newBuilder()
                .addAllLbEndpoints(lbEndpoints(cluster.endpoints()))
                .build())
        .build();
  }

  private static List<LbEndpoint> lbEndpoints(List<Endpoint> endpoints) {
    return endpoints.stream().map(ClusterTranslator::lbEndpoint).toList();
  }

  private static LbEndpoint lbEndpoint(Endpoint endpoint) {
    return LbEndpoint.newBuilder()
        .setEndpoint(
            io.envoyproxy.envoy.config.endpoint.v3.Endpoint.newBuilder()
                .setAddress(
                    Address.newBuilder()
                        .setSocketAddress(
                            SocketAddress.newBuilder()
                                .setAddress(endpoint.host())
                                .setPortValue(endpoint.port()))))
        .build();
  }

  private static String alpn(Cluster.Protocol protocol) {
    return switch (protocol) {
      case HTTP1 -> "http/1.1";
      case HTTP2 -> "h2";
    };
  }

  private static HttpProtocolOptions protocolOptions(Cluster cluster) {
    ExplicitHttpConfig.Builder protocol = ExplicitHttpConfig.newBuilder();
    switch (cluster.protocol()) {
      case HTTP1 -> protocol.setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance());
      case HTTP2 -> protocol.setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance());
    }
    HttpProtocolOptions.Builder options =
        HttpProtocolOptions.newBuilder().setExplicitHttpConfig(protocol);
    cluster
        .credential()
        .ifPresent(
            credential ->
                options.addAllHttpFilters(CredentialTranslator.upstreamFilters(credential)));
    return options.build();
  }
}
