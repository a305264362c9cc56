package io.aigw.xds.translate;

import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode;

/** What the filters have in common that ask somebody about requests. */
final class Questions {

  /** Nothing is sent, so nothing is asked: the mode of a filter that only routes bring in. */
  static final ProcessingMode NOTHING =
      ProcessingMode.newBuilder()
          .setRequestHeaderMode(ProcessingMode.HeaderSendMode.SKIP)
          .setResponseHeaderMode(ProcessingMode.HeaderSendMode.SKIP)
          .setRequestTrailerMode(ProcessingMode.HeaderSendMode.SKIP)
          .setResponseTrailerMode(ProcessingMode.HeaderSendMode.SKIP)
          .build();

  private Questions() {}

  /** The service behind a cluster. */
  static GrpcService.Builder to(String cluster) {
    return GrpcService.newBuilder()
        .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder().setClusterName(cluster));
  }
}
