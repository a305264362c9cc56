package io.aigw.xds.server;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The other end of a state-of-the-world stream, which only the stock server serves. */
final class StateOfTheWorldClient {

  private final Node node;
  private final StreamObserver<DiscoveryRequest> requests;
  private final List<DiscoveryResponse> responses = new ArrayList<>();
  private @Nullable Status end;

  static StateOfTheWorldClient connect(Channel channel, String group, String id) {
    return new StateOfTheWorldClient(channel, group, id);
  }

  private StateOfTheWorldClient(Channel channel, String group, String id) {
    node = Node.newBuilder().setId(id).setCluster(group).build();
    requests =
        AggregatedDiscoveryServiceGrpc.newStub(channel)
            .streamAggregatedResources(
                new StreamObserver<>() {
                  @Override
                  public void onNext(DiscoveryResponse response) {
                    responses.add(response);
                  }

                  @Override
                  public void onError(Throwable cause) {
                    end = Status.fromThrowable(cause);
                  }

                  @Override
                  public void onCompleted() {
                    end = Status.OK;
                  }
                });
  }

  void subscribe(String type, String... names) {
    send(request(type).addAllResourceNames(List.of(names)));
  }

  void ack(DiscoveryResponse response, String... names) {
    send(answer(response).addAllResourceNames(List.of(names)));
  }

  void nack(DiscoveryResponse response, String acceptedVersion) {
    send(
        answer(response)
            .setVersionInfo(acceptedVersion)
            .setErrorDetail(com.google.rpc.Status.newBuilder().setCode(13).setMessage("no")));
  }

  List<DiscoveryResponse> responses() {
    return responses;
  }

  /** How the stream ended. */
  Status end() {
    return Objects.requireNonNull(end, "the stream has not ended");
  }

  private static DiscoveryRequest.Builder answer(DiscoveryResponse response) {
    return request(response.getTypeUrl())
        .setVersionInfo(response.getVersionInfo())
        .setResponseNonce(response.getNonce());
  }

  private static DiscoveryRequest.Builder request(String type) {
    return DiscoveryRequest.newBuilder().setTypeUrl(type);
  }

  private void send(DiscoveryRequest.Builder request) {
    if (end == null) {
      requests.onNext(request.setNode(node).build());
    }
  }
}
