package io.aigw.decide;

import com.google.protobuf.Struct;
import com.google.protobuf.util.Durations;
import io.aigw.pick.Outcome;
import io.aigw.pick.Requests;
import io.aigw.route.PickInstruction;
import io.aigw.route.PoolMembers;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.time.Duration;

/**
 * Envoy's access log, as far as it tells what became of requests for which an endpoint was chosen.
 * Envoy sends it in batches and waits for nothing. Never blocking: to be served with a direct
 * executor.
 */
final class AccessLog implements BindableService {

  private final Requests requests;

  AccessLog(Requests requests) {
    this.requests = requests;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(AccessLogServiceGrpc.SERVICE_NAME)
        .addMethod(AccessLogServiceGrpc.getStreamAccessLogsMethod(), this::open)
        .build();
  }

  private ServerCall.Listener<StreamAccessLogsMessage> open(
      ServerCall<StreamAccessLogsMessage, StreamAccessLogsResponse> call, Metadata metadata) {
    call.request(1);
    return new ServerCall.Listener<>() {

      @Override
      public void onMessage(StreamAccessLogsMessage message) {
        message.getHttpLogs().getLogEntryList().forEach(AccessLog.this::take);
        call.request(1);
      }

      @Override
      public void onHalfClose() {
        call.close(Status.OK, new Metadata());
      }

      @Override
      public void onComplete() {
        requests.gone(Connections.of(call));
      }

      @Override
      public void onCancel() {
        requests.gone(Connections.of(call));
      }
    };
  }

  private void take(HTTPAccessLogEntry entry) {
    AccessLogCommon common = entry.getCommonProperties();
    Struct told =
        common
            .getMetadata()
            .getFilterMetadataOrDefault(
                PickInstruction.ANSWER_NAMESPACE, Struct.getDefaultInstance());
    if (told.containsFields(PickInstruction.REQUEST_KEY)) {
      requests.over(
          told.getFieldsOrThrow(PickInstruction.REQUEST_KEY).getStringValue(),
          new Outcome(
              served(common),
              entry.getResponse().getResponseCode().getValue(),
              Duration.ofNanos(Durations.toNanos(common.getTimeToFirstUpstreamRxByte()))));
    }
  }

  private static String served(AccessLogCommon common) {
    SocketAddress address = common.getUpstreamRemoteAddress().getSocketAddress();
    return address.getAddress().isEmpty()
        ? ""
        : PoolMembers.address(address.getAddress(), address.getPortValue());
  }
}
