package io.aigw.decide;

import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;

/** The service that gateways ask: a stream for each request. */
final class ExternalProcessing {

  private ExternalProcessing() {}

  /**
   * The service.
   *
   * @param exchange listens to one stream, of which a message was asked for
   */
  static ServerServiceDefinition service(
      ServerCallHandler<ProcessingRequest, ProcessingResponse> exchange) {
    return ServerServiceDefinition.builder(ExternalProcessorGrpc.SERVICE_NAME)
        .addMethod(
            ExternalProcessorGrpc.getProcessMethod(),
            (call, metadata) -> {
              call.request(1);
              return exchange.startCall(call, metadata);
            })
        .build();
  }
}
