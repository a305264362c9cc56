package io.aigw.xds.translate;

import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.UInt64Value;
import com.google.protobuf.UnknownFieldSet;
import io.envoyproxy.envoy.config.common.mutation_rules.v3.HeaderMutation;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExtProcOverrides;
import io.envoyproxy.envoy.extensions.filters.http.set_filter_state.v3.Config;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;

/** Fields of Envoy 1.40 that the protos at hand (1.34) do not have, written by number. */
final class NewerFields {

  /** {@code envoy.config.route.v3.VirtualHost.request_body_buffer_limit}. */
  private static final int VIRTUAL_HOST_REQUEST_BODY_BUFFER_LIMIT = 25;

  /** {@code envoy.config.common.mutation_rules.v3.HeaderMutation.remove_on_match}. */
  private static final int HEADER_MUTATION_REMOVE_ON_MATCH = 3;

  /** {@code envoy.config.common.mutation_rules.v3.HeaderMutation.RemoveOnMatch.key_matcher}. */
  private static final int REMOVE_ON_MATCH_KEY_MATCHER = 1;

  /** {@code envoy.extensions.filters.http.set_filter_state.v3.Config.clear_route_cache}. */
  private static final int SET_FILTER_STATE_CLEAR_ROUTE_CACHE = 2;

  /** {@code envoy.extensions.filters.http.ext_proc.v3.ExtProcOverrides.failure_mode_allow}. */
  private static final int EXT_PROC_OVERRIDES_FAILURE_MODE_ALLOW = 8;

  /** {@code envoy.config.route.v3.WeightedCluster.use_hash_policy}. */
  private static final int WEIGHTED_CLUSTER_USE_HASH_POLICY = 5;

  private NewerFields() {}

  /** Has requests with the same hash led to the same cluster, those without one to any. */
  static void drawByHash(WeightedCluster.Builder clusters) {
    clusters.setUnknownFields(
        message(WEIGHTED_CLUSTER_USE_HASH_POLICY, BoolValue.of(true).toByteString()));
  }

  /** Whether a request goes on when its processor cannot be asked. */
  static void failureModeAllow(ExtProcOverrides.Builder overrides, boolean allow) {
    overrides.setUnknownFields(
        message(EXT_PROC_OVERRIDES_FAILURE_MODE_ALLOW, BoolValue.of(allow).toByteString()));
  }

  /** Has the route chosen again. */
  static void clearRouteCache(Config.Builder setFilterState) {
    setFilterState.setUnknownFields(
        UnknownFieldSet.newBuilder()
            .addField(
                SET_FILTER_STATE_CLEAR_ROUTE_CACHE,
                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build());
  }

  /** The largest request body that may be buffered, in bytes. */
  static void requestBodyBufferLimit(VirtualHost.Builder virtualHost, long bytes) {
    virtualHost.setUnknownFields(
        message(VIRTUAL_HOST_REQUEST_BODY_BUFFER_LIMIT, UInt64Value.of(bytes).toByteString()));
  }

  /** A mutation that removes all headers whose name begins with a prefix. */
  static HeaderMutation removeByPrefix(String prefix) {
    ByteString matcher = StringMatcher.newBuilder().setPrefix(prefix).build().toByteString();
    ByteString removeOnMatch = message(REMOVE_ON_MATCH_KEY_MATCHER, matcher).toByteString();
    return HeaderMutation.newBuilder()
        .setUnknownFields(message(HEADER_MUTATION_REMOVE_ON_MATCH, removeOnMatch))
        .build();
  }

  private static UnknownFieldSet message(int field, ByteString bytes) {
    return UnknownFieldSet.newBuilder()
        .addField(field, UnknownFieldSet.Field.newBuilder().addLengthDelimited(bytes).build())
        .build();
  }
}
