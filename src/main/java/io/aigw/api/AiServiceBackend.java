package io.aigw.api;

import static io.aigw.api.Defaults.or;

import org.jspecify.annotations.Nullable;

/** AIServiceBackend: one upstream and the dialect it speaks. */
public record AiServiceBackend(Metadata metadata, Spec spec) implements ApiObject {

  public record Spec(
      ApiSchema schema,
      BackendObjectRef backendRef,
      @Nullable LocalRef backendSecurityPolicyRef,
      @Nullable Timeouts timeouts,
      @Nullable HeaderMutation headerMutation,
      @Nullable Object bodyMutation) {
    public Spec(
        @Nullable ApiSchema schema,
        @Nullable BackendObjectRef backendRef,
        @Nullable LocalRef backendSecurityPolicyRef,
        @Nullable Timeouts timeouts,
        @Nullable HeaderMutation headerMutation,
        @Nullable Object bodyMutation) {
      this.schema = or(schema, new ApiSchema(null, null, null));
      this.backendRef = or(backendRef, new BackendObjectRef(null, null, null, null, 0));
      this.backendSecurityPolicyRef = backendSecurityPolicyRef;
      this.timeouts = timeouts;
      this.headerMutation = headerMutation;
      this.bodyMutation = bodyMutation;
    }
  }

  /**
   * What carries the upstream's addresses: a Service (core group, port required) or an Envoy
   * Gateway Backend.
   *
   * @param namespace empty: the AIServiceBackend's own
   * @param port 0: unset
   */
  public record BackendObjectRef(
      String group, String kind, String namespace, String name, int port) {
    public BackendObjectRef(
        @Nullable String group,
        @Nullable String kind,
        @Nullable String namespace,
        @Nullable String name,
        int port) {
      this.group = or(group, "");
      this.kind = or(kind, "Service");
      this.namespace = or(namespace, "");
      this.name = or(name, "");
      this.port = port;
    }
  }

  public record LocalRef(String group, String kind, String name) {
    public LocalRef(@Nullable String group, @Nullable String kind, @Nullable String name) {
      this.group = or(group, "");
      this.kind = or(kind, "");
      this.name = or(name, "");
    }
  }

  @Override
  public Kind kind() {
    return Kind.AI_SERVICE_BACKEND;
  }
}
