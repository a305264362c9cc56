package io.aigw.xds.server;

import static io.aigw.xds.server.DeltaClient.names;
import static io.aigw.xds.server.Protos.CLUSTERS;
import static io.aigw.xds.server.Protos.ENDPOINTS;
import static io.aigw.xds.server.Protos.cluster;
import static io.aigw.xds.server.Protos.endpoints;
import static io.aigw.xds.server.Protos.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.aigw.xds.snapshot.Snapshot;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BrokenPeersTest {

  @Test
  void nothingIsSentToWhoDoesNotRead() {
    try (Rig rig = new Rig()) {
      rig.publish(snapshot(cluster("a", 1), endpoints("a", 1)));
      DeltaClient silent = rig.silent("silent");
      silent.subscribe(CLUSTERS);
      silent.subscribe(ENDPOINTS, "a");
      DeltaClient envoy = rig.connect("e1");
      envoy.subscribe(ENDPOINTS, "a");
      envoy.accept();
      for (int port = 2; port < 1_000; port++) {
        rig.publish(snapshot(cluster("a", 1), endpoints("a", port)));
        assertThat(names(envoy.accept())).containsExactly("a");
      }
      ProxyState state = rig.proxy("silent");
      assertThat(state.types().values()).allMatch(type -> type.responses() == 0);

      silent.read(10);

      List<DeltaDiscoveryResponse> received = silent.received();
      assertThat(received).hasSize(2);
      assertThat(received.getLast().getResources(0).getVersion())
          .as("the newest, not what was missed")
          .isEqualTo(endpoints("a", 999).version());
    }
  }

  @Test
  void anObserverThatFailsHarmsNobody() {
    Rig.Wire wire;
    XdsServer server =
        new XdsServer(
            Rig.SETTINGS,
            new XdsObserver() {
              @Override
              public void connected(String group, String node) {
                throw new IllegalStateException("observer");
              }
            },
            new ManualTimer(),
            Runnable::run);
    wire = new Rig.Wire(server.services());
    try (wire;
        server;
        DeltaClient envoy = DeltaClient.connect(wire.channel, Rig.GROUP, "e1")) {
      server.publish(Rig.GROUP, snapshot(cluster("a", 1)));

      envoy.subscribe(CLUSTERS);

      assertThat(names(envoy.accept())).containsExactly("a");
    }
  }

  /** With real threads: publications from several, Envoys that come, go and dawdle. */
  @Test
  void envoysThatComeAndGoLeaveNothingBehindAndDelayNobody() throws Exception {
    BlockingQueue<Long> acknowledged = new LinkedBlockingQueue<>();
    XdsObserver observer =
        new XdsObserver() {
          @Override
          public void acknowledged(String group, long publication) {
            acknowledged.add(publication);
          }
        };
    XdsServer server = new XdsServer(Rig.SETTINGS, observer);
    String name = InProcessServerBuilder.generateName();
    InProcessServerBuilder builder = InProcessServerBuilder.forName(name);
    server.services().forEach(builder::addService);
    Server transport = builder.build().start();
    ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
    try {
      CountDownLatch done = new CountDownLatch(1);
      Thread dawdlers =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (done.getCount() > 0) {
                      List<DeltaClient> clients = new ArrayList<>();
                      for (int i = 0; i < 5; i++) {
                        DeltaClient client = DeltaClient.connect(channel, Rig.GROUP, "dawdler");
                        client.subscribe(CLUSTERS);
                        clients.add(client);
                      }
                      clients.forEach(DeltaClient::close);
                    }
                  });
      DeltaClient envoy = DeltaClient.connect(channel, Rig.GROUP, "e1");
      envoy.subscribe(CLUSTERS);
      Snapshot snapshot = Snapshot.EMPTY;
      long last = 0;
      for (int i = 0; i < 2_000; i++) {
        snapshot = snapshot.next().put(cluster("c-" + i % 100, 1 + i)).build();
        last = server.publish(Rig.GROUP, snapshot);
      }
      Set<String> wanted = new HashSet<>(snapshot.resources(CLUSTERS).keySet());
      while (!wanted.isEmpty()) {
        for (Resource resource : envoy.await().getResourcesList()) {
          if (resource.getResource().equals(packed(snapshot, resource.getName()))) {
            wanted.remove(resource.getName());
          }
        }
      }
      done.countDown();
      dawdlers.join();
      while (acknowledged.take() < last) {
        // of earlier ones
      }
      envoy.close();
      while (!server.proxies().isEmpty()) {
        Thread.sleep(1);
      }
    } finally {
      server.close();
      channel.shutdownNow();
      transport.shutdownNow();
    }
  }

  private static Any packed(Snapshot snapshot, String name) {
    return Objects.requireNonNull(snapshot.find(CLUSTERS, name)).packed();
  }
}
