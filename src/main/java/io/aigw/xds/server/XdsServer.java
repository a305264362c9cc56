package io.aigw.xds.server;

import io.aigw.xds.snapshot.Snapshot;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Tells the Envoys of each group what was published to it, each Envoy at its own pace: incremental
 * aggregated discovery over gRPC.
 *
 * <p>An Envoy's group is the {@code node.cluster} of its first request, for a Gateway {@code
 * namespace/name}. An Envoy whose group has not been published waits, and is told nothing until
 * then: it goes on with what it has.
 *
 * <p>Safe for use by many threads; no method waits for an Envoy.
 */
public final class XdsServer implements AutoCloseable {

  /**
   * What a process beside an Envoy says of itself ({@code node.user_agent_name}) that is told the
   * same, but is no Envoy: it is not counted as one, and nobody is told that it came.
   */
  public static final String COMPANION = "aigw-companion";

  /**
   * What an Envoy says when it reconnects names all it has: some hundred bytes a resource. gRPC's
   * usual 4 MiB would refuse an Envoy with many.
   */
  private static final int REQUEST_BYTES = 64 << 20;

  private final Executor threads;
  private final XdsSettings settings;
  private final Timer timer;
  private final Groups groups;
  private final AggregatedServer server = new AggregatedServer(this::open);

  public XdsServer(XdsSettings settings, XdsObserver observer) {
    this(
        settings,
        observer,
        new SystemTimer(),
        task -> Thread.ofVirtual().name("xds-stream").start(task));
  }

  XdsServer(XdsSettings settings, XdsObserver observer, Timer timer, Executor threads) {
    this.settings = settings;
    this.timer = timer;
    this.threads = threads;
    this.groups = new Groups(observer, threads);
  }

  /**
   * Gives the Envoys of a group something new to know. Costs what is different from the publication
   * before, if the snapshot was made from that one's.
   *
   * @return the number of the publication, by which the observer is told of its acknowledgement;
   *     the number of the one before if the snapshot is the same
   */
  public long publish(String group, Snapshot snapshot) {
    return groups.publish(group, snapshot);
  }

  /**
   * Ends a group: its Envoys keep what they have and are told nothing more, unless it is published
   * again.
   */
  public void retire(String group) {
    groups.retire(group);
  }

  /** The gRPC services to be served. */
  public List<BindableService> services() {
    return List.of(server.getAggregatedDiscoveryServiceImpl());
  }

  /**
   * Adds the services to a server, with the limits they need: requests may be as large as what an
   * Envoy has, and a connection whose other end is gone is found out within a minute.
   */
  public <B extends ServerBuilder<B>> B addTo(B builder) {
    services().forEach(builder::addService);
    return builder
        .maxInboundMessageSize(REQUEST_BYTES)
        .keepAliveTime(30, TimeUnit.SECONDS)
        .keepAliveTimeout(20, TimeUnit.SECONDS)
        .permitKeepAliveTime(5, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  /** The Envoys that are connected now. */
  public List<ProxyState> proxies() {
    return groups.streams().stream()
        .filter(stream -> !stream.isCompanion())
        .map(ProxyStream::state)
        .filter(Objects::nonNull)
        .toList();
  }

  /** Ends all streams; Envoys go on with what they have, and try to connect again. */
  @Override
  public void close() {
    groups.streams().forEach(stream -> stream.end(Status.UNAVAILABLE));
    if (timer instanceof SystemTimer system) {
      system.close();
    }
  }

  private StreamObserver<DeltaDiscoveryRequest> open(
      StreamObserver<DeltaDiscoveryResponse> responses) {
    ProxyStream stream =
        new ProxyStream(
            (ServerCallStreamObserver<DeltaDiscoveryResponse>) responses,
            groups,
            settings,
            timer,
            threads);
    groups.opened(stream);
    stream.open();
    return stream;
  }
}
