package io.aigw.xds.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The other end of an incremental aggregated stream. On a channel whose both ends run on the
 * caller's thread, whatever the server has to say is there when a call of this class returns.
 */
final class DeltaClient implements AutoCloseable {

  private final Node node;
  private final boolean nodeAlways;
  private final BlockingQueue<DeltaDiscoveryResponse> inbox = new LinkedBlockingQueue<>();
  private @Nullable ClientCallStreamObserver<DeltaDiscoveryRequest> requests;
  private boolean introduced;
  private volatile @Nullable Status end;

  /** Connects an Envoy of the group. */
  static DeltaClient connect(Channel channel, String group, String id) {
    return new DeltaClient(channel, group, id, false, true);
  }

  /** Connects one that says who it is in every request. */
  static DeltaClient insistent(Channel channel, String group, String id) {
    return new DeltaClient(channel, group, id, true, true);
  }

  /** Connects one that reads nothing until told to. */
  static DeltaClient silent(Channel channel, String group, String id) {
    return new DeltaClient(channel, group, id, false, false);
  }

  private DeltaClient(
      Channel channel, String group, String id, boolean nodeAlways, boolean reading) {
    this.node = Node.newBuilder().setId(id).setCluster(group).build();
    this.nodeAlways = nodeAlways;
    AggregatedDiscoveryServiceGrpc.newStub(channel)
        .deltaAggregatedResources(
            new ClientResponseObserver<DeltaDiscoveryRequest, DeltaDiscoveryResponse>() {
              @Override
              public void beforeStart(ClientCallStreamObserver<DeltaDiscoveryRequest> call) {
                requests = call;
                if (!reading) {
                  call.disableAutoRequestWithInitial(0);
                }
              }

              @Override
              public void onNext(DeltaDiscoveryResponse response) {
                inbox.add(response);
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

  /** Reads so many responses more. */
  void read(int responses) {
    call().request(responses);
  }

  /** Asks for names of a type, in its first request for everything if there are none. */
  void subscribe(String type, String... names) {
    send(request(type).addAllResourceNamesSubscribe(List.of(names)));
  }

  void unsubscribe(String type, String... names) {
    send(request(type).addAllResourceNamesUnsubscribe(List.of(names)));
  }

  /** Asks for names with what there is from an earlier stream. */
  void resume(String type, Map<String, String> versions, String... names) {
    send(
        request(type)
            .addAllResourceNamesSubscribe(List.of(names))
            .putAllInitialResourceVersions(versions));
  }

  void ack(DeltaDiscoveryResponse response) {
    send(request(response.getTypeUrl()).setResponseNonce(response.getNonce()));
  }

  void nack(DeltaDiscoveryResponse response, String message) {
    send(
        request(response.getTypeUrl())
            .setResponseNonce(response.getNonce())
            .setErrorDetail(com.google.rpc.Status.newBuilder().setCode(13).setMessage(message)));
  }

  void send(DeltaDiscoveryRequest.Builder request) {
    if (!introduced || nodeAlways) {
      request.setNode(node);
      introduced = true;
    }
    call().onNext(request.build());
  }

  static DeltaDiscoveryRequest.Builder request(String type) {
    return DeltaDiscoveryRequest.newBuilder().setTypeUrl(type);
  }

  /** All responses that came since the last look. */
  List<DeltaDiscoveryResponse> received() {
    List<DeltaDiscoveryResponse> received = new ArrayList<>();
    for (var next = inbox.poll(); next != null; next = inbox.poll()) {
      received.add(next);
    }
    return received;
  }

  /** The only response that came since the last look. */
  DeltaDiscoveryResponse only() {
    List<DeltaDiscoveryResponse> received = received();
    assertThat(received).hasSize(1);
    return received.getFirst();
  }

  /** The only response, acknowledged. */
  DeltaDiscoveryResponse accept() {
    DeltaDiscoveryResponse response = only();
    ack(response);
    return response;
  }

  /** Acknowledges everything until nothing more comes; says what came, in order. */
  List<DeltaDiscoveryResponse> acceptAll() {
    List<DeltaDiscoveryResponse> all = new ArrayList<>();
    for (var next = inbox.poll(); next != null; next = inbox.poll()) {
      all.add(next);
      ack(next);
    }
    return all;
  }

  /** The next response, acknowledged; waits for it where the server has threads of its own. */
  DeltaDiscoveryResponse await() throws InterruptedException {
    DeltaDiscoveryResponse response = inbox.take();
    ack(response);
    return response;
  }

  /** How the stream ended. */
  Status end() {
    return Objects.requireNonNull(end, "the stream has not ended");
  }

  boolean isOpen() {
    return end == null;
  }

  static List<String> names(DeltaDiscoveryResponse response) {
    return response.getResourcesList().stream().map(Resource::getName).toList();
  }

  @Override
  public void close() {
    call().cancel("the test is over", null);
  }

  private ClientCallStreamObserver<DeltaDiscoveryRequest> call() {
    if (requests == null) {
      throw new IllegalStateException("not started");
    }
    return requests;
  }
}
