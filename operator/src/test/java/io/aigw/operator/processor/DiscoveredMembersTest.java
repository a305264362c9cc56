package io.aigw.operator.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.serve.GrpcServer;
import io.aigw.xds.server.XdsObserver;
import io.aigw.xds.server.XdsServer;
import io.aigw.xds.server.XdsSettings;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A processor's view of pools, from a real server over a real socket. */
@Timeout(60)
class DiscoveredMembersTest {

  private static final String GATEWAY = "a/gw";

  @TempDir private Path folder;
  private final BlockingQueue<List<String>> told = new LinkedBlockingQueue<>();
  private final AtomicInteger resourcesSent = new AtomicInteger();
  private final List<String> connected = new ArrayList<>();
  private Snapshot published = Snapshot.EMPTY;

  @SuppressWarnings("NullAway.Init")
  private Address.Socket socket;

  @SuppressWarnings("NullAway.Init")
  private XdsServer xds;

  @SuppressWarnings("NullAway.Init")
  private GrpcServer server;

  @SuppressWarnings("NullAway.Init")
  private DiscoveredMembers members;

  @BeforeEach
  void start() throws IOException {
    socket = new Address.Socket(folder.resolve("xds"));
    serve();
    members = new DiscoveredMembers(socket, GATEWAY, "p1");
  }

  @AfterEach
  void end() {
    members.close();
    stop();
  }

  @Test
  void membersAreToldNowAndWhenTheyChange() throws Exception {
    publish("pool/a/p", "10.0.0.1", "10.0.0.2");
    members.watch("pool/a/p", told::add);

    assertThat(told.take()).containsExactly("10.0.0.1:8000", "10.0.0.2:8000");
    publish("pool/a/p", "10.0.0.2", "fd00::1");
    assertThat(told.take()).containsExactly("10.0.0.2:8000", "[fd00::1]:8000");
    published = published.next().remove(type(), "pool/a/p").build();
    xds.publish(GATEWAY, published);
    assertThat(told.take()).isEmpty();
  }

  @Test
  void aPoolThatIsNotThereHasNoMembersUntilItIs() throws Exception {
    publish("pool/a/other", "10.0.0.9");
    members.watch("pool/a/p", told::add);

    assertThat(told.take()).isEmpty();
    publish("pool/a/p", "10.0.0.1");
    assertThat(told.take()).containsExactly("10.0.0.1:8000");
  }

  @Test
  void aServerThatIsBackSaysOnlyWhatIsNew() throws Exception {
    publish("pool/a/p", "10.0.0.1");
    publish("pool/a/q", "10.0.0.2");
    members.watch("pool/a/p", told::add);
    members.watch("pool/a/q", told::add);
    assertThat(List.of(told.take(), told.take()))
        .containsExactlyInAnyOrder(List.of("10.0.0.1:8000"), List.of("10.0.0.2:8000"));

    stop();
    resourcesSent.set(0);
    serve();
    publish("pool/a/q", "10.0.0.3");
    assertThat(told.take()).containsExactly("10.0.0.3:8000");
    assertThat(resourcesSent).hasValue(1);
  }

  @Test
  void whoKnowsAPoolTellsAnotherWatcherAtOnce() throws Exception {
    publish("pool/a/p", "10.0.0.1");
    Runnable end = members.watch("pool/a/p", told::add);
    told.take();
    BlockingQueue<List<String>> another = new LinkedBlockingQueue<>();
    members.watch("pool/a/p", another::add);
    assertThat(another.take()).containsExactly("10.0.0.1:8000");

    end.run();
    publish("pool/a/p", "10.0.0.2");
    assertThat(another.take()).containsExactly("10.0.0.2:8000");
    assertThat(told).isEmpty();
  }

  @Test
  void itIsNotCountedAmongEnvoys() throws Exception {
    publish("pool/a/p", "10.0.0.1");
    members.watch("pool/a/p", told::add);
    told.take();

    assertThat(xds.proxies()).isEmpty();
    assertThat(connected).isEmpty();
  }

  private void serve() throws IOException {
    xds =
        new XdsServer(
            XdsSettings.outlasting(Duration.ofSeconds(1)),
            new XdsObserver() {
              @Override
              public void connected(String group, String node) {
                connected.add(node);
              }

              @Override
              public void told(String group, String type, int resources, int removals) {
                resourcesSent.addAndGet(resources);
              }
            });
    xds.publish(GATEWAY, published);
    server = GrpcServer.start(socket, xds::addTo);
  }

  private void stop() {
    xds.close();
    server.close();
  }

  private void publish(String pool, String... hosts) {
    LocalityLbEndpoints.Builder endpoints = LocalityLbEndpoints.newBuilder();
    for (String host : hosts) {
      LbEndpoint.Builder endpoint = LbEndpoint.newBuilder();
      endpoint
          .getEndpointBuilder()
          .getAddressBuilder()
          .setSocketAddress(SocketAddress.newBuilder().setAddress(host).setPortValue(8000));
      endpoints.addLbEndpoints(endpoint);
    }
    published =
        published
            .next()
            .put(
                VersionedResource.of(
                    pool,
                    ClusterLoadAssignment.newBuilder()
                        .setClusterName(pool)
                        .addEndpoints(endpoints)
                        .build()))
            .build();
    xds.publish(GATEWAY, published);
  }

  private static String type() {
    return VersionedResource.typeUrl(ClusterLoadAssignment.getDefaultInstance());
  }
}
