package io.aigw.xds.translate;

import com.google.protobuf.Any;
import io.aigw.route.MetadataText;
import io.aigw.route.ModelLists;
import io.aigw.route.ModelRewrite;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExtProcOverrides;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode;

/** What a route asks the processor. The question travels with it, as initial metadata. */
final class ProcessorOverrides {

  private static final ProcessingMode REQUEST_HEADERS =
      ProcessingMode.newBuilder()
          .setRequestHeaderMode(ProcessingMode.HeaderSendMode.SEND)
          .setRequestBodyMode(ProcessingMode.BodySendMode.NONE)
          .setResponseHeaderMode(ProcessingMode.HeaderSendMode.SKIP)
          .setResponseBodyMode(ProcessingMode.BodySendMode.NONE)
          .setRequestTrailerMode(ProcessingMode.HeaderSendMode.SKIP)
          .setResponseTrailerMode(ProcessingMode.HeaderSendMode.SKIP)
          .build();

  private static final ProcessingMode REQUEST_BODY =
      REQUEST_HEADERS.toBuilder().setRequestBodyMode(ProcessingMode.BodySendMode.BUFFERED).build();

  private ProcessorOverrides() {}

  /** Writes another model into the request's body. */
  static Any modelRewrite(String model) {
    return packed(question(REQUEST_BODY, ModelRewrite.METADATA_KEY, model));
  }

  /** Answers with the list of a listener's models: the controller does, which has the plans. */
  static Any modelList(String listener) {
    return packed(
        question(REQUEST_HEADERS, ModelLists.METADATA_KEY, listener)
            .setGrpcService(
                GrpcService.newBuilder()
                    .setEnvoyGrpc(
                        GrpcService.EnvoyGrpc.newBuilder()
                            .setClusterName(Names.CONTROLLER_CLUSTER))));
  }

  private static ExtProcOverrides.Builder question(ProcessingMode mode, String key, String text) {
    return ExtProcOverrides.newBuilder()
        .setProcessingMode(mode)
        .addGrpcInitialMetadata(
            HeaderValue.newBuilder().setKey(key).setValue(MetadataText.encode(text)));
  }

  private static Any packed(ExtProcOverrides.Builder overrides) {
    return Any.pack(ExtProcPerRoute.newBuilder().setOverrides(overrides).build());
  }
}
