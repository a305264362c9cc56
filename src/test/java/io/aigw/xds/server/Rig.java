package io.aigw.xds.server;

import io.aigw.xds.snapshot.Snapshot;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A server whose every reaction has happened when the call that caused it returns: transport,
 * mailboxes and observer run on the caller's thread, and time passes by hand.
 */
final class Rig implements AutoCloseable {

  static final String GROUP = "ns/gateway";

  static final XdsSettings SETTINGS =
      new XdsSettings(Duration.ofSeconds(60), Duration.ofMillis(500), 2 << 20);

  final ManualTimer timer = new ManualTimer();
  final Recorder observer = new Recorder();
  final XdsServer server;
  private final Wire wire;
  private final List<DeltaClient> clients = new ArrayList<>();

  Rig() {
    this(SETTINGS);
  }

  Rig(XdsSettings settings) {
    server = new XdsServer(settings, observer, timer, Runnable::run);
    wire = new Wire(server.services());
  }

  long publish(Snapshot snapshot) {
    return server.publish(GROUP, snapshot);
  }

  DeltaClient connect(String id) {
    return kept(DeltaClient.connect(wire.channel, GROUP, id));
  }

  DeltaClient connect(String group, String id) {
    return kept(DeltaClient.connect(wire.channel, group, id));
  }

  DeltaClient silent(String id) {
    return kept(DeltaClient.silent(wire.channel, GROUP, id));
  }

  ManagedChannel channel() {
    return wire.channel;
  }

  ProxyState proxy(String id) {
    return server.proxies().stream()
        .filter(proxy -> proxy.node().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private DeltaClient kept(DeltaClient client) {
    clients.add(client);
    return client;
  }

  @Override
  public void close() {
    clients.forEach(DeltaClient::close);
    server.close();
    wire.close();
  }

  /** An in-process transport without threads of its own. */
  static final class Wire implements AutoCloseable {

    final ManagedChannel channel;
    private final Server server;

    Wire(List<? extends BindableService> services) {
      String name = InProcessServerBuilder.generateName();
      InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
      services.forEach(builder::addService);
      try {
        server = builder.build().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    @Override
    public void close() {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  /** Writes down what it is told. */
  static final class Recorder implements XdsObserver {

    final List<String> events = new ArrayList<>();
    final List<Rejection> rejections = new ArrayList<>();

    @Override
    public void connected(String group, String node) {
      events.add("connected " + node);
    }

    @Override
    public void disconnected(String group, String node) {
      events.add("disconnected " + node);
    }

    @Override
    public void acknowledged(String group, long publication) {
      events.add("acknowledged " + publication);
    }

    @Override
    public void rejected(Rejection rejection) {
      rejections.add(rejection);
      events.add("rejected " + rejection.node() + " " + rejection.resources());
    }

    @Override
    public void recovered(String group, String node, String typeUrl, String resource) {
      events.add("recovered " + node + " " + resource);
    }
  }
}
