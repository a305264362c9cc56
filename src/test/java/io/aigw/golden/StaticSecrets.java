package io.aigw.golden;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.util.List;
import java.util.Map;

/** Has a configuration find its secrets in itself, where there is no server to ask. */
final class StaticSecrets {

  private StaticSecrets() {}

  static Bootstrap put(Snapshot snapshot, Bootstrap bootstrap)
      throws InvalidProtocolBufferException {
    Bootstrap.Builder builder =
        Bootstrap.parseFrom(withoutServer(bootstrap).toByteString()).toBuilder();
    String type = VersionedResource.typeUrl(Secret.getDefaultInstance());
    for (VersionedResource secret : snapshot.resources(type).values()) {
      builder.getStaticResourcesBuilder().addSecrets(secret.packed().unpack(Secret.class));
    }
    return builder.build();
  }

  /** The message, in which references to secrets do not say where these are. */
  private static Message withoutServer(Message message) throws InvalidProtocolBufferException {
    Message.Builder builder = message.toBuilder();
    Descriptor descriptor = message.getDescriptorForType();
    if (descriptor.getFullName().equals(SdsSecretConfig.getDescriptor().getFullName())) {
      return builder.clearField(descriptor.findFieldByName("sds_config")).build();
    }
    if (message instanceof Any || descriptor.getFullName().equals("google.protobuf.Any")) {
      return unpacked(Any.parseFrom(message.toByteString()));
    }
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      if (field.getValue() instanceof List<?> list) {
        builder.clearField(field.getKey());
        for (Object element : list) {
          builder.addRepeatedField(field.getKey(), withoutServer((Message) element));
        }
      } else {
        builder.setField(field.getKey(), withoutServer((Message) field.getValue()));
      }
    }
    return builder.build();
  }

  private static Any unpacked(Any any) throws InvalidProtocolBufferException {
    String url = any.getTypeUrl();
    Descriptor type = EnvoyTypes.REGISTRY.find(url.substring(url.lastIndexOf('/') + 1));
    return type == null
        ? any
        : any.toBuilder()
            .setValue(withoutServer(DynamicMessage.parseFrom(type, any.getValue())).toByteString())
            .build();
  }
}
