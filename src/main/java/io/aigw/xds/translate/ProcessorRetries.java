package io.aigw.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.BackoffStrategy;
import io.envoyproxy.envoy.config.core.v3.RetryPolicy;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;

/**
 * When a question to the processor is asked again, and of whom: whoever answers it changes nothing,
 * so also one that was heard may be. Until the first answer to it, that is: Envoy repeats no stream
 * that has begun to answer.
 */
final class ProcessorRetries {

  static final RetryPolicy POLICY =
      RetryPolicy.newBuilder()
          .setNumRetries(UInt32Value.of(2))
          .setRetryOn("connect-failure,refused-stream,reset,unavailable")
          .setRetryBackOff(
              BackoffStrategy.newBuilder()
                  .setBaseInterval(Durations.fromMillis(1))
                  .setMaxInterval(Durations.fromMillis(10)))
          // somebody else than before, also while the one before is not known to be away
          .setRetryPriority(
              RetryPolicy.RetryPriority.newBuilder()
                  .setName("envoy.retry_priorities.previous_priorities")
                  .setTypedConfig(
                      Any.pack(
                          PreviousPrioritiesConfig.newBuilder().setUpdateFrequency(1).build())))
          .build();

  private ProcessorRetries() {}
}
