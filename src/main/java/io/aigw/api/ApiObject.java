package io.aigw.api;

/**
 * An object as its user wrote it: immutable, without status, which only a Pod has. Equality is by
 * value, metadata included.
 */
public sealed interface ApiObject
    permits AiGatewayRoute,
        AiServiceBackend,
        Backend,
        BackendSecurityPolicy,
        BackendTlsPolicy,
        ConfigMap,
        EndpointSlice,
        Gateway,
        GatewayClass,
        HttpRoute,
        InferenceModel,
        Namespace,
        Objective,
        Pod,
        Pool,
        ReferenceGrant,
        Rewrite,
        Secret,
        Service {

  Metadata metadata();

  Kind kind();

  /** The object's identity. */
  default ObjectKey key() {
    return new ObjectKey(kind(), metadata().namespace(), metadata().name());
  }
}
