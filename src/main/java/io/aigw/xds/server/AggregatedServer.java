package io.aigw.xds.server;

import io.envoyproxy.controlplane.cache.ConfigWatcher;
import io.envoyproxy.controlplane.cache.DeltaResponse;
import io.envoyproxy.controlplane.cache.DeltaWatch;
import io.envoyproxy.controlplane.cache.DeltaXdsRequest;
import io.envoyproxy.controlplane.cache.Response;
import io.envoyproxy.controlplane.cache.Watch;
import io.envoyproxy.controlplane.cache.XdsRequest;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The control plane's server with an incremental aggregated stream of our own. The other ways to
 * ask that its services know (state of the world, a stream per type) end in the stock observers,
 * which have the defects this server exists to avoid; they are refused, and say what to use
 * instead.
 */
final class AggregatedServer extends V3DiscoveryServer {

  /** Makes the receiver of a stream's requests from the way to answer. */
  interface Streams {
    StreamObserver<DeltaDiscoveryRequest> open(StreamObserver<DeltaDiscoveryResponse> responses);
  }

  private final Streams streams;

  AggregatedServer(Streams streams) {
    super(new RefusingWatcher());
    this.streams = streams;
  }

  @Override
  public AggregatedDiscoveryServiceImplBase getAggregatedDiscoveryServiceImpl() {
    return new AggregatedDiscoveryServiceImplBase() {
      @Override
      public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
          StreamObserver<DeltaDiscoveryResponse> responses) {
        return streams.open(responses);
      }

      @Override
      public StreamObserver<DiscoveryRequest> streamAggregatedResources(
          StreamObserver<DiscoveryResponse> responses) {
        responses.onError(refusal());
        return new Ignoring<>();
      }
    };
  }

  private static StatusRuntimeException refusal() {
    return Status.UNIMPLEMENTED
        .withDescription(
            "this control plane serves incremental aggregated discovery only: set the"
                + " ads_config's api_type to DELTA_GRPC")
        .asRuntimeException();
  }

  /** For the stock services, should someone serve them. */
  private static final class RefusingWatcher implements ConfigWatcher {

    @Override
    public Watch createWatch(
        boolean ads,
        XdsRequest request,
        Set<String> knownResourceNames,
        Consumer<Response> responseConsumer,
        boolean hasClusterChanged,
        boolean allowDefaultEmptyEdsUpdate) {
      throw refusal();
    }

    @Override
    public DeltaWatch createDeltaWatch(
        DeltaXdsRequest request,
        String requesterVersion,
        Map<String, String> resourceVersions,
        Set<String> pendingResources,
        boolean isWildcard,
        Consumer<DeltaResponse> responseConsumer,
        boolean hasClusterChanged) {
      throw refusal();
    }
  }

  private static final class Ignoring<T> implements StreamObserver<T> {

    @Override
    public void onNext(T value) {}

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {}
  }
}
