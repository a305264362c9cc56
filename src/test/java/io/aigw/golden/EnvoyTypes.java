package io.aigw.golden;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.LoadBalancingPolicy;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcher;
import io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcherPerRoute;
import io.envoyproxy.envoy.extensions.filters.common.matcher.action.v3.SkipFilter;
import io.envoyproxy.envoy.extensions.filters.http.credential_injector.v3.CredentialInjector;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutation;
import io.envoyproxy.envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.http.set_filter_state.v3.Config;
import io.envoyproxy.envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.http.injected_credentials.generic.v3.Generic;
import io.envoyproxy.envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest;
import io.envoyproxy.envoy.extensions.load_balancing_policies.random.v3.Random;
import io.envoyproxy.envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash;
import io.envoyproxy.envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin;
import io.envoyproxy.envoy.extensions.load_balancing_policies.subset.v3.Subset;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.type.matcher.v3.HttpRequestHeaderMatchInput;
import io.envoyproxy.envoy.type.metadata.v3.MetadataKey;

/** The messages that the configuration is made of, for printing those that are packed. */
final class EnvoyTypes {

  private static final String OVERRIDE_HOST =
      "envoy.extensions.load_balancing_policies.override_host.v3";

  static final JsonFormat.TypeRegistry REGISTRY =
      JsonFormat.TypeRegistry.newBuilder()
          .add(PreviousPrioritiesConfig.getDescriptor())
          .add(Cluster.getDescriptor())
          .add(ClusterLoadAssignment.getDescriptor())
          .add(Listener.getDescriptor())
          .add(ScopedRouteConfiguration.getDescriptor())
          .add(ExtensionWithMatcher.getDescriptor())
          .add(ExtensionWithMatcherPerRoute.getDescriptor())
          .add(SkipFilter.getDescriptor())
          .add(ExtProcPerRoute.getDescriptor())
          .add(ExternalProcessor.getDescriptor())
          .add(HeaderMutation.getDescriptor())
          .add(
              io.envoyproxy.envoy.extensions.http.early_header_mutation.header_mutation.v3
                  .HeaderMutation.getDescriptor())
          .add(JsonToMetadata.getDescriptor())
          .add(Router.getDescriptor())
          .add(Config.getDescriptor())
          .add(io.envoyproxy.envoy.extensions.filters.http.set_metadata.v3.Config.getDescriptor())
          .add(FilterConfig.getDescriptor())
          .add(HttpConnectionManager.getDescriptor())
          .add(HttpGrpcAccessLogConfig.getDescriptor())
          .add(LeastRequest.getDescriptor())
          .add(Random.getDescriptor())
          .add(RingHash.getDescriptor())
          .add(RoundRobin.getDescriptor())
          .add(overrideHost())
          .add(Subset.getDescriptor())
          .add(PreviousHostsPredicate.getDescriptor())
          .add(HttpProtocolOptions.getDescriptor())
          .add(HttpRequestHeaderMatchInput.getDescriptor())
          .add(CredentialInjector.getDescriptor())
          .add(Generic.getDescriptor())
          .add(UpstreamCodec.getDescriptor())
          .add(UpstreamTlsContext.getDescriptor())
          .add(DownstreamTlsContext.getDescriptor())
          .add(TlsInspector.getDescriptor())
          .add(Secret.getDescriptor())
          .build();

  private EnvoyTypes() {}

  /** Envoy 1.40's {@code OverrideHost}, which the protos at hand do not have. */
  private static Descriptors.Descriptor overrideHost() {
    FileDescriptor metadata = MetadataKey.getDescriptor().getFile();
    FileDescriptor cluster = Cluster.getDescriptor().getFile();
    DescriptorProto source =
        DescriptorProto.newBuilder()
            .setName("OverrideHostSource")
            .addField(field("header", 1, ""))
            .addField(field("metadata", 2, MetadataKey.getDescriptor().getFullName()))
            .build();
    DescriptorProto message =
        DescriptorProto.newBuilder()
            .setName("OverrideHost")
            .addNestedType(source)
            .addField(
                field(
                        "override_host_sources",
                        1,
                        OVERRIDE_HOST + ".OverrideHost.OverrideHostSource")
                    .toBuilder()
                    .setLabel(Label.LABEL_REPEATED))
            .addField(field("selected_host_key", 2, MetadataKey.getDescriptor().getFullName()))
            .addField(
                field("fallback_policy", 3, LoadBalancingPolicy.getDescriptor().getFullName()))
            .build();
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("override_host.proto")
            .setPackage(OVERRIDE_HOST)
            .setSyntax("proto3")
            .addDependency(metadata.getName())
            .addDependency(cluster.getName())
            .addMessageType(message)
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[] {metadata, cluster})
          .findMessageTypeByName("OverrideHost");
    } catch (Descriptors.DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A field of a message type, or of text where none is named. */
  private static FieldDescriptorProto field(String name, int number, String type) {
    FieldDescriptorProto.Builder field =
        FieldDescriptorProto.newBuilder()
            .setName(name)
            .setNumber(number)
            .setLabel(Label.LABEL_OPTIONAL);
    return type.isEmpty()
        ? field.setType(FieldDescriptorProto.Type.TYPE_STRING).build()
        : field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName("." + type).build();
  }
}
