package io.aigw.xds.live;

import static io.aigw.xds.live.LiveGateway.CLUSTERS;
import static io.aigw.xds.live.LiveGateway.ENDPOINTS;
import static io.aigw.xds.live.LiveGateway.IMPATIENT;
import static io.aigw.xds.live.LiveGateway.LISTENERS;
import static io.aigw.xds.live.LiveGateway.SCOPES;
import static io.aigw.xds.live.Plans.cluster;
import static io.aigw.xds.live.Plans.model;
import static io.aigw.xds.live.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.ir.GatewayPlan;
import io.aigw.testing.Upstream;
import io.aigw.xds.server.ProxyState;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several Envoys of one Gateway, of which some are slow or broken: they harm themselves alone. */
@Timeout(120)
class PeersTest {

  private static final int UPDATES = 200;

  @TempDir private Path folder;
  private LiveGateway gateway;
  private Upstream one;
  private Upstream two;

  @BeforeEach
  void start() throws IOException {
    gateway = new LiveGateway(folder, IMPATIENT);
    one = gateway.startUpstream("one");
    two = gateway.startUpstream("two");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void oneThatDoesNotReadDelaysNobodyAndLearnsTheNewestAlone() throws Exception {
    gateway.startEnvoy("healthy");
    LiveEnvoy stopped = gateway.startEnvoy("stopped");
    // one that runs may not have connected yet, and then nobody waits for it
    long first = gateway.publish(update(0));
    awaitSettled("healthy", first);
    awaitSettled("stopped", first);
    ProxyState before = gateway.proxy("stopped");

    stopped.suspend();
    for (int i = 1; i <= UPDATES; i++) {
      awaitSettled("healthy", gateway.publish(update(i)));
    }

    // one response of a type is under way, and what else there is to tell is a name for each
    // resource: the two clusters, their endpoints, the scopes of two models
    ProxyState during = gateway.proxy("stopped");
    for (String type : List.of(ENDPOINTS, LISTENERS, SCOPES)) {
      assertThat(type(during, type).responses() - type(before, type).responses())
          .as(type)
          .isLessThanOrEqualTo(1);
    }
    assertThat(during.types().values()).allMatch(type -> type.queued() <= 4);
    assertThat(during.settled()).isLessThan(gateway.proxy("healthy").settled());

    stopped.resume();
    long newest = gateway.publish(update(UPDATES + 1));
    awaitSettled("stopped", newest);

    ProxyState after = gateway.proxy("stopped");
    for (String type : List.of(CLUSTERS, ENDPOINTS, LISTENERS, SCOPES)) {
      assertThat(type(after, type).resources() - type(before, type).resources())
          .as("of %s: what was under way, and the newest", type)
          .isLessThanOrEqualTo(3 * 2);
    }
    assertThat(stopped.clusters())
        .contains("a::127.0.0.1:" + upstream(UPDATES + 1).port() + "::")
        .doesNotContain("a::127.0.0.1:" + upstream(UPDATES).port() + "::");
  }

  @Test
  void oneThatRefusesEverythingAndOneThatComesAndGoesDelayNobody() throws Exception {
    gateway.startEnvoy("healthy");
    gateway.settle(update(0));
    Peer refusing = new Peer(gateway.connect(), "refusing");
    refusing.refusal.await();
    AtomicBoolean over = new AtomicBoolean();
    Channel channel = gateway.connect();
    Thread coming =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!over.get()) {
                    new Peer(channel, "coming").leave();
                  }
                });

    for (int i = 1; i <= UPDATES; i++) {
      awaitSettled("healthy", gateway.publish(update(i)));
    }
    over.set(true);
    coming.join();

    assertThat(gateway.chat("m")).isEqualTo("200 " + (UPDATES % 2 == 0 ? "one" : "two"));
    assertThat(gateway.proxy("healthy").refused()).isEmpty();
    // it may still be busy with the first answer about scopes, which is whole
    gateway.await(
        proxy ->
            proxy.node().equals("refusing")
                && proxy.types().values().stream().allMatch(type -> type.queued() <= 4));
    gateway.await(proxy -> proxy.node().equals("healthy") && proxy.inSync());
  }

  /** A cluster's endpoints, and a route, are others with each number. */
  private GatewayPlan update(int number) {
    return plan(
        List.of(cluster("a", upstream(number)), cluster("b", one)),
        model("m", "a"),
        model("n", number % 2 == 0 ? "a" : "b"));
  }

  private Upstream upstream(int number) {
    return number % 2 == 0 ? one : two;
  }

  private static ProxyState.Type type(ProxyState proxy, String type) {
    return proxy.types().getOrDefault(type, new ProxyState.Type(0, 0, 0, 0, 0, 0, 0));
  }

  private void awaitSettled(String node, long publication) throws InterruptedException {
    gateway.await(proxy -> proxy.node().equals(node) && proxy.settled() >= publication);
  }

  /** Asks for everything, and refuses what it is told. */
  private static final class Peer
      implements ClientResponseObserver<DeltaDiscoveryRequest, DeltaDiscoveryResponse> {

    private final CountDownLatch refusal = new CountDownLatch(1);

    @SuppressWarnings("NullAway.Init") // before the call begins
    private ClientCallStreamObserver<DeltaDiscoveryRequest> requests;

    Peer(Channel channel, String node) {
      AggregatedDiscoveryServiceGrpc.newStub(channel).deltaAggregatedResources(this);
      for (String type : List.of(CLUSTERS, LISTENERS, SCOPES)) {
        requests.onNext(
            DeltaDiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId(node).setCluster(Plans.GATEWAY))
                .setTypeUrl(type)
                .build());
      }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<DeltaDiscoveryRequest> call) {
      requests = call;
    }

    @Override
    public void onNext(DeltaDiscoveryResponse response) {
      refusal.countDown();
      requests.onNext(
          DeltaDiscoveryRequest.newBuilder()
              .setTypeUrl(response.getTypeUrl())
              .setResponseNonce(response.getNonce())
              .setErrorDetail(com.google.rpc.Status.newBuilder().setCode(13).setMessage("never"))
              .build());
    }

    void leave() {
      requests.cancel("gone", null);
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {}
  }
}
