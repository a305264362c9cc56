package io.aigw.operator.processor;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.serve.GrpcChannel;
import io.aigw.route.PoolMembers;
import io.aigw.xds.server.XdsServer;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members of pools as Envoy is told them: the same resources, over the same incremental
 * discovery, asked for by name when a pool is asked about. Where the controller is away, what was
 * told last holds; what is tried again, in a second at most, names what is known, so that it is not
 * sent again.
 */
public final class DiscoveredMembers implements PoolMembers, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DiscoveredMembers.class);

  private static final String TYPE =
      "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
  private static final long RETRY_MILLIS = 500;

  private final Node node;
  private final GrpcChannel channel;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("members").unstarted(task));

  // what follows is the thread's
  private final Map<String, Watched> watched = new HashMap<>();
  private @Nullable StreamObserver<DeltaDiscoveryRequest> requests;
  private int failures;

  /** One pool, and who wants to know of it. */
  private static final class Watched {
    final Map<Object, Consumer<List<String>>> told = new HashMap<>();
    @Nullable List<String> members;
    String version = "";
  }

  /**
   * Connects as soon as a pool is watched.
   *
   * @param controller where Envoy's configuration comes from, or a way there
   * @param gateway whose Envoy it is for, {@code namespace/name}
   * @param name this process's, unlike that of any other of the Gateway
   */
  public DiscoveredMembers(Address.Socket controller, String gateway, String name) {
    node =
        Node.newBuilder()
            .setCluster(gateway)
            .setId(name)
            .setUserAgentName(XdsServer.COMPANION)
            .build();
    channel = GrpcChannel.to(controller);
  }

  @Override
  public Runnable watch(String pool, Consumer<List<String>> told) {
    Object watcher = new Object();
    thread.execute(() -> begin(pool, watcher, told));
    return () -> {
      if (!thread.isShutdown()) {
        thread.execute(() -> end(pool, watcher));
      }
    };
  }

  private void begin(String pool, Object watcher, Consumer<List<String>> told) {
    Watched known = watched.get(pool);
    if (known == null) {
      known = new Watched();
      watched.put(pool, known);
      subscribe(pool);
    }
    known.told.put(watcher, told);
    if (known.members != null) {
      told.accept(known.members);
    }
  }

  private void end(String pool, Object watcher) {
    Watched known = watched.get(pool);
    if (known != null && known.told.remove(watcher) != null && known.told.isEmpty()) {
      watched.remove(pool);
      if (requests != null) {
        requests.onNext(request().addResourceNamesUnsubscribe(pool).build());
      }
    }
  }

  private void subscribe(String pool) {
    if (requests == null) {
      connect();
    } else {
      requests.onNext(request().addResourceNamesSubscribe(pool).build());
    }
  }

  private void connect() {
    if (requests != null || watched.isEmpty()) {
      return;
    }
    DeltaDiscoveryRequest.Builder first = request().setNode(node);
    watched.forEach(
        (pool, known) -> {
          first.addResourceNamesSubscribe(pool);
          if (!known.version.isEmpty()) {
            first.putInitialResourceVersions(pool, known.version);
          }
        });
    channel.retryNow();
    StreamObserver<DeltaDiscoveryRequest> opened =
        AggregatedDiscoveryServiceGrpc.newStub(channel.channel())
            .deltaAggregatedResources(new Answers());
    requests = opened;
    opened.onNext(first.build());
  }

  private static DeltaDiscoveryRequest.Builder request() {
    return DeltaDiscoveryRequest.newBuilder().setTypeUrl(TYPE);
  }

  private void take(DeltaDiscoveryResponse response) {
    failures = 0;
    DeltaDiscoveryRequest.Builder answer = request().setResponseNonce(response.getNonce());
    try {
      for (Resource resource : response.getResourcesList()) {
        take(resource);
      }
      response.getRemovedResourcesList().forEach(pool -> tell(pool, "", List.of()));
    } catch (InvalidProtocolBufferException e) {
      answer.setErrorDetail(Status.newBuilder().setMessage(String.valueOf(e.getMessage())));
    }
    if (requests != null) {
      requests.onNext(answer.build());
    }
  }

  private void take(Resource resource) throws InvalidProtocolBufferException {
    Any content = resource.getResource();
    List<String> members =
        content.unpack(ClusterLoadAssignment.class).getEndpointsList().stream()
            .flatMap(locality -> locality.getLbEndpointsList().stream())
            .map(endpoint -> endpoint.getEndpoint().getAddress().getSocketAddress())
            .map(address -> PoolMembers.address(address.getAddress(), address.getPortValue()))
            .toList();
    tell(resource.getName(), resource.getVersion(), members);
  }

  private void tell(String pool, String version, List<String> members) {
    Watched known = watched.get(pool);
    if (known != null) {
      known.version = version;
      known.members = members;
      known.told.values().forEach(told -> told.accept(members));
    }
  }

  private void lost(@Nullable Throwable cause) {
    requests = null;
    // a controller ends connections now and then, so that all replicas have their share
    if (++failures == 2) {
      log.atWarn()
          .addKeyValue("problem", Objects.toString(cause, "the stream was ended"))
          .log("no news of pools: those that are known stay as they are");
    }
    var _ = thread.schedule(this::connect, RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    channel.close();
  }

  private final class Answers implements StreamObserver<DeltaDiscoveryResponse> {

    @Override
    public void onNext(DeltaDiscoveryResponse response) {
      later(() -> take(response));
    }

    @Override
    public void onError(Throwable cause) {
      later(() -> lost(cause));
    }

    @Override
    public void onCompleted() {
      later(() -> lost(null));
    }

    private void later(Runnable task) {
      if (!thread.isShutdown()) {
        thread.execute(task);
      }
    }
  }
}
