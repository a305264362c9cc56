package io.aigw.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.util.Durations;
import io.aigw.route.PickInstruction;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter;
import io.envoyproxy.envoy.config.accesslog.v3.MetadataFilter;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.CommonGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;

/**
 * The log of the requests for which the processor has chosen an endpoint, and of no others: in
 * batches, to who has chosen.
 */
final class PickedRequests {

  private static final String LOG = "aigw-picked";

  /** Soon enough for what is in flight to be nearly right, in messages of many requests. */
  private static final int BATCH_MILLIS = 50;

  private PickedRequests() {}

  static AccessLog log() {
    return AccessLog.newBuilder()
        .setName("envoy.access_loggers.http_grpc")
        .setFilter(
            AccessLogFilter.newBuilder()
                .setMetadataFilter(
                    MetadataFilter.newBuilder()
                        .setMatcher(
                            MetadataMatcher.newBuilder()
                                .setFilter(PickInstruction.ANSWER_NAMESPACE)
                                .addPath(
                                    MetadataMatcher.PathSegment.newBuilder()
                                        .setKey(PickInstruction.REQUEST_KEY))
                                .setValue(ValueMatcher.newBuilder().setPresentMatch(true)))
                        .setMatchIfKeyNotFound(BoolValue.of(false))))
        .setTypedConfig(
            Any.pack(
                HttpGrpcAccessLogConfig.newBuilder()
                    .setCommonConfig(
                        CommonGrpcAccessLogConfig.newBuilder()
                            .setLogName(LOG)
                            .setTransportApiVersion(ApiVersion.V3)
                            .setGrpcService(Questions.to(Names.PROCESSOR_CLUSTER))
                            .setBufferFlushInterval(Durations.fromMillis(BATCH_MILLIS)))
                    .build()))
        .build();
  }
}
