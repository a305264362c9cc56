package io.aigw.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.aigw.route.PickInstruction;
import io.envoyproxy.envoy.config.cluster.v3.LoadBalancingPolicy;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.MetadataOptions;
import io.envoyproxy.envoy.type.metadata.v3.MetadataKey;

/**
 * The load balancing of a cluster whose endpoints a picker names: an address, or a list of which
 * the next one is for the next attempt. Only addresses of the cluster count.
 *
 * @see <a
 *     href="https://github.com/kubernetes-sigs/gateway-api-inference-extension/tree/main/docs/proposals/004-endpoint-picker-protocol">Endpoint
 *     picker protocol</a>
 */
final class PickedEndpoint {

  /** The namespace of the metadata in which picker and gateway tell each other endpoints. */
  static final String METADATA = PickInstruction.ANSWER_NAMESPACE;

  /** What is taken of a picker's answer. */
  static final MetadataOptions.MetadataNamespaces ANSWER =
      MetadataOptions.MetadataNamespaces.newBuilder().addUntyped(METADATA).build();

  /** The header, and the key in the metadata, that name the endpoint; none of a client's passes. */
  private static final String DESTINATION = PickInstruction.ANSWER_KEY;

  /** The key that names the endpoint which has served the request. */
  private static final String SERVED = "x-gateway-destination-endpoint-served";

  // the message of Envoy 1.40, which the protos at hand (1.34) do not have, written by number
  private static final int OVERRIDE_HOST_SOURCES = 1;
  private static final int SELECTED_HOST_KEY = 2;
  private static final int FALLBACK_POLICY = 3;
  private static final int SOURCE_HEADER = 1;
  private static final int SOURCE_METADATA = 2;

  private PickedEndpoint() {}

  /**
   * The policy.
   *
   * @param otherwise who chooses where nothing that counts was named
   */
  static LoadBalancingPolicy policy(LoadBalancingPolicy otherwise) {
    UnknownFieldSet override =
        UnknownFieldSet.newBuilder()
            .addField(
                OVERRIDE_HOST_SOURCES,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(source(SOURCE_METADATA, key(DESTINATION).toByteString()))
                    .addLengthDelimited(source(SOURCE_HEADER, ByteString.copyFromUtf8(DESTINATION)))
                    .build())
            .addField(SELECTED_HOST_KEY, field(key(SERVED)))
            .addField(FALLBACK_POLICY, field(otherwise))
            .build();
    return LoadBalancingPolicy.newBuilder()
        .addPolicies(
            LoadBalancingPolicy.Policy.newBuilder()
                .setTypedExtensionConfig(
                    TypedExtensionConfig.newBuilder()
                        .setName("envoy.load_balancing_policies.override_host")
                        .setTypedConfig(
                            Any.newBuilder()
                                .setTypeUrl(
                                    "type.googleapis.com/envoy.extensions.load_balancing_policies.override_host.v3.OverrideHost")
                                .setValue(override.toByteString()))))
        .build();
  }

  private static ByteString source(int number, ByteString value) {
    return UnknownFieldSet.newBuilder()
        .addField(number, UnknownFieldSet.Field.newBuilder().addLengthDelimited(value).build())
        .build()
        .toByteString();
  }

  private static UnknownFieldSet.Field field(Message message) {
    return UnknownFieldSet.Field.newBuilder().addLengthDelimited(message.toByteString()).build();
  }

  private static MetadataKey key(String name) {
    return MetadataKey.newBuilder()
        .setKey(METADATA)
        .addPath(MetadataKey.PathSegment.newBuilder().setKey(name))
        .build();
  }
}
