package io.aigw.xds.server;

import static io.aigw.xds.server.DeltaClient.names;
import static io.aigw.xds.server.DeltaClient.request;
import static io.aigw.xds.server.Protos.CLUSTERS;
import static io.aigw.xds.server.Protos.ENDPOINTS;
import static io.aigw.xds.server.Protos.LISTENERS;
import static io.aigw.xds.server.Protos.ROUTES;
import static io.aigw.xds.server.Protos.SCOPES;
import static io.aigw.xds.server.Protos.clusterProto;
import static io.aigw.xds.server.Protos.endpointsProto;
import static io.aigw.xds.server.Protos.listenerProto;
import static io.aigw.xds.server.Protos.routesProto;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.controlplane.cache.v3.SimpleCache;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The reasons for a stream and a snapshot of our own: each probe is run against the control plane's
 * stock server and cache, which fail it, and against ours. Versions that differ per JVM are in
 * {@code VersionedResourceTest}.
 */
class StockDefectsTest {

  private final Rig ours = new Rig();
  private final Stock stock = new Stock();

  @AfterEach
  void close() {
    ours.close();
    stock.close();
  }

  @Test
  void aRejectedResponseIsNotRepeated() {
    Config config = new Config().endpoints(endpointsProto("a", 80));

    assertThat(responsesToFiveRejections(stock, config)).as("stock").isEqualTo(6);
    assertThat(responsesToFiveRejections(oursAsTarget(), config)).isEqualTo(1);
  }

  private static int responsesToFiveRejections(Target target, Config config) {
    target.publish(config);
    DeltaClient envoy = target.connect();
    envoy.subscribe(ENDPOINTS, "a");
    List<DeltaDiscoveryResponse> responses = new ArrayList<>(envoy.received());
    for (int i = 0; i < 5; i++) {
      envoy.nack(responses.getLast(), "no");
      responses.addAll(envoy.received());
    }
    return responses.size();
  }

  @Test
  void aRejectedStateOfTheWorldIsNotRepeatedBecauseItIsRefused() {
    Config config = new Config().clusters(clusterProto("a", 1));
    stock.publish(config);
    StateOfTheWorldClient repeated =
        StateOfTheWorldClient.connect(stock.channel(), Rig.GROUP, "e1");
    repeated.subscribe(CLUSTERS);
    for (int i = 0; i < 5; i++) {
      repeated.nack(repeated.responses().getLast(), "");
    }
    assertThat(repeated.responses()).as("stock").hasSize(6);

    oursAsTarget().publish(config);
    StateOfTheWorldClient refused = StateOfTheWorldClient.connect(ours.channel(), Rig.GROUP, "e1");
    refused.subscribe(CLUSTERS);
    assertThat(refused.responses()).isEmpty();
    assertThat(refused.end().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void aWatchSurvivesANameThatWasGoneForAWhile() {
    Config both = new Config().endpoints(endpointsProto("a", 1), endpointsProto("b", 1));
    Config one = new Config().endpoints(endpointsProto("a", 2));
    Config again = new Config().endpoints(endpointsProto("a", 3), endpointsProto("b", 1));

    stock.publish(both);
    StateOfTheWorldClient starved = StateOfTheWorldClient.connect(stock.channel(), Rig.GROUP, "e1");
    starved.subscribe(ENDPOINTS, "a", "b");
    DiscoveryResponse first = starved.responses().getLast();
    starved.ack(first, "a", "b");
    stock.publish(one);
    stock.publish(again);
    assertThat(starved.responses()).as("stock: the change of a never comes").hasSize(1);

    Target target = oursAsTarget();
    target.publish(both);
    DeltaClient envoy = target.connect();
    envoy.subscribe(ENDPOINTS, "a", "b");
    envoy.accept();
    target.publish(one);
    assertThat(names(envoy.accept())).containsExactly("a");
    target.publish(again);
    assertThat(names(envoy.accept())).containsExactly("a");
  }

  @Test
  void whoReconnectsIsToldWhatIsGoneAndNotWhatItHas() {
    Config config = new Config().listeners(listenerProto("kept", 1, "r"));

    stock.publish(config);
    DeltaClient repeated = stock.connect();
    repeated.resume(LISTENERS, Map.of("gone", "1", "kept", stock.version(config.listeners.get(0))));
    DeltaDiscoveryResponse response = repeated.only();
    assertThat(names(response)).as("stock").containsExactly("kept");
    assertThat(response.getRemovedResourcesList()).as("stock").isEmpty();

    Target target = oursAsTarget();
    target.publish(config);
    DeltaClient envoy = target.connect();
    envoy.resume(LISTENERS, Map.of("gone", "1", "kept", target.version(config.listeners.get(0))));
    assertThat(envoy.only())
        .satisfies(
            told -> {
              assertThat(told.getResourcesList()).isEmpty();
              assertThat(told.getRemovedResourcesList()).containsExactly("gone");
            });
  }

  @Test
  void anUnknownNonceDoesNotEndTheStream() {
    assertThat(survivesAnUnknownNonce(stock)).as("stock").isFalse();
    assertThat(survivesAnUnknownNonce(oursAsTarget())).isTrue();
  }

  private static boolean survivesAnUnknownNonce(Target target) {
    target.publish(new Config().endpoints(endpointsProto("a", 80)));
    DeltaClient envoy = target.connect();
    envoy.subscribe(ENDPOINTS, "a");
    envoy.send(request(ENDPOINTS).setResponseNonce("from another life"));
    return envoy.isOpen();
  }

  @Test
  void theNodeIsNeededInTheFirstRequestOnly() {
    assertThat(answersToTwoRequestsWithOneNode(stock)).as("stock").isEqualTo(1);
    assertThat(answersToTwoRequestsWithOneNode(oursAsTarget())).isEqualTo(2);
  }

  private static int answersToTwoRequestsWithOneNode(Target target) {
    target.publish(new Config().clusters(clusterProto("a", 1)).endpoints(endpointsProto("a", 80)));
    DeltaClient envoy = DeltaClient.connect(target.channel(), Rig.GROUP, "e1");
    envoy.subscribe(CLUSTERS);
    envoy.subscribe(ENDPOINTS, "a");
    return envoy.received().size();
  }

  @Test
  void aClusterDoesNotGoBeforeTheRoutesToIt() {
    Config before = new Config().clusters(clusterProto("old", 1)).routes(routesProto("r", "old"));
    Config after = new Config().clusters(clusterProto("new", 1)).routes(routesProto("r", "new"));

    assertThat(removedBeforeRoutes(stock, before, after)).as("stock").containsExactly("old");
    assertThat(removedBeforeRoutes(oursAsTarget(), before, after)).isEmpty();
  }

  private static List<String> removedBeforeRoutes(Target target, Config before, Config after) {
    target.publish(before);
    DeltaClient envoy = target.connect();
    envoy.subscribe(CLUSTERS);
    envoy.subscribe(ROUTES, "r");
    envoy.acceptAll();
    target.publish(after);
    List<String> removed = new ArrayList<>();
    for (DeltaDiscoveryResponse response : envoy.acceptAll()) {
      if (response.getTypeUrl().equals(ROUTES)) {
        break;
      }
      removed.addAll(response.getRemovedResourcesList());
    }
    return removed;
  }

  @Test
  void otherTypesDoNotEndTheStream() {
    assertThat(survivesScopes(stock)).as("stock").isFalse();
    assertThat(survivesScopes(oursAsTarget())).isTrue();
  }

  private static boolean survivesScopes(Target target) {
    target.publish(new Config());
    DeltaClient envoy = target.connect();
    envoy.subscribe(SCOPES);
    return envoy.isOpen();
  }

  @Test
  void aChangeWhoseHashCollidesIsToldNevertheless() {
    // String.hashCode() is the same for both, and so is that of the messages
    Cluster one = clusterProto("a", 1).toBuilder().setAltStatName("Aa").build();
    Cluster other = clusterProto("a", 1).toBuilder().setAltStatName("BB").build();
    assertThat(one.hashCode()).isEqualTo(other.hashCode());

    assertThat(responsesToChange(stock, one, other)).as("stock").isZero();
    assertThat(responsesToChange(oursAsTarget(), one, other)).isEqualTo(1);
  }

  private static int responsesToChange(Target target, Cluster one, Cluster other) {
    target.publish(new Config().clusters(one));
    DeltaClient envoy = target.connect();
    envoy.subscribe(CLUSTERS);
    envoy.accept();
    target.publish(new Config().clusters(other));
    return envoy.received().size();
  }

  private Target oursAsTarget() {
    return new Target() {
      @Override
      public ManagedChannel channel() {
        return ours.channel();
      }

      @Override
      public void publish(Config config) {
        ours.publish(Snapshot.of(config.resources().toList()));
      }

      @Override
      public String version(Listener listener) {
        return VersionedResource.of(listener.getName(), listener).version();
      }
    };
  }

  /** A server under test. */
  private interface Target {

    ManagedChannel channel();

    void publish(Config config);

    String version(Listener listener);

    /** An Envoy that says who it is in every request, as the stock server needs it. */
    default DeltaClient connect() {
      return DeltaClient.insistent(channel(), Rig.GROUP, "e1");
    }
  }

  private static final class Stock implements Target, AutoCloseable {

    private int publications;
    private final SimpleCache<String> cache = new SimpleCache<>(Node::getCluster);
    private final Rig.Wire wire =
        new Rig.Wire(List.of(new V3DiscoveryServer(cache).getAggregatedDiscoveryServiceImpl()));

    @Override
    public ManagedChannel channel() {
      return wire.channel;
    }

    @Override
    public void publish(Config config) {
      cache.setSnapshot(
          Rig.GROUP,
          io.envoyproxy.controlplane.cache.v3.Snapshot.create(
              config.clusters,
              config.endpoints,
              config.listeners,
              config.routes,
              List.of(),
              Integer.toString(++publications)));
    }

    @Override
    public String version(Listener listener) {
      return io.envoyproxy.controlplane.cache.VersionedResource.create(listener).version();
    }

    @Override
    public void close() {
      wire.close();
    }
  }

  /** What is published, in a form that both servers take. */
  private static final class Config {

    private List<Cluster> clusters = List.of();
    private List<ClusterLoadAssignment> endpoints = List.of();
    private List<Listener> listeners = List.of();
    private List<RouteConfiguration> routes = List.of();

    Config clusters(Cluster... clusters) {
      this.clusters = List.of(clusters);
      return this;
    }

    Config endpoints(ClusterLoadAssignment... endpoints) {
      this.endpoints = List.of(endpoints);
      return this;
    }

    Config listeners(Listener... listeners) {
      this.listeners = List.of(listeners);
      return this;
    }

    Config routes(RouteConfiguration... routes) {
      this.routes = List.of(routes);
      return this;
    }

    Stream<VersionedResource> resources() {
      return Stream.of(
              clusters.stream().map(each -> VersionedResource.of(each.getName(), each)),
              endpoints.stream().map(each -> VersionedResource.of(each.getClusterName(), each)),
              listeners.stream().map(each -> VersionedResource.of(each.getName(), each)),
              routes.stream().map(each -> VersionedResource.of(each.getName(), each)))
          .flatMap(each -> each);
    }
  }
}
