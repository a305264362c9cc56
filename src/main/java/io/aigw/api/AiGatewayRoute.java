package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.or;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * AIGatewayRoute: rules that carry requests from a Gateway to backends and pools. Takes both
 * generations of field names: {@code targetRefs} with {@code schema} (2025) and {@code parentRefs}
 * with {@code hostnames} (later).
 */
public record AiGatewayRoute(Metadata metadata, Spec spec) implements ApiObject {

  public record Spec(
      List<ParentRef> targetRefs,
      List<ParentRef> parentRefs,
      List<String> hostnames,
      @Nullable ApiSchema schema,
      List<Rule> rules,
      @Nullable Object filterConfig,
      List<Object> llmRequestCosts) {
    public Spec(
        @Nullable List<ParentRef> targetRefs,
        @Nullable List<ParentRef> parentRefs,
        @Nullable List<String> hostnames,
        @Nullable ApiSchema schema,
        @Nullable List<Rule> rules,
        @Nullable Object filterConfig,
        @Nullable List<Object> llmRequestCosts) {
      this.targetRefs = list(targetRefs);
      this.parentRefs = list(parentRefs);
      this.hostnames = list(hostnames);
      this.schema = schema;
      this.rules = list(rules);
      this.filterConfig = filterConfig;
      this.llmRequestCosts = list(llmRequestCosts);
    }
  }

  /**
   * A rule: a request that satisfies any of the matches goes to one of the backends, drawn by
   * weight.
   *
   * @param name empty: the rule is known by its index
   * @param matches empty: every request
   * @param modelsCreatedAt what {@code /v1/models} tells; absent: the route's creation
   */
  public record Rule(
      String name,
      List<Match> matches,
      List<BackendRef> backendRefs,
      @Nullable Timeouts timeouts,
      @Nullable String streamIdleTimeout,
      String modelsOwnedBy,
      @Nullable Instant modelsCreatedAt) {
    public Rule(
        @Nullable String name,
        @Nullable List<Match> matches,
        @Nullable List<BackendRef> backendRefs,
        @Nullable Timeouts timeouts,
        @Nullable String streamIdleTimeout,
        @Nullable String modelsOwnedBy,
        @Nullable Instant modelsCreatedAt) {
      this.name = or(name, "");
      this.matches = list(matches);
      this.backendRefs = list(backendRefs);
      this.timeouts = timeouts;
      this.streamIdleTimeout = streamIdleTimeout;
      this.modelsOwnedBy = or(modelsOwnedBy, "Envoy AI Gateway");
      this.modelsCreatedAt = modelsCreatedAt;
    }
  }

  /** All of these headers must match. */
  public record Match(List<ValueMatch> headers) {
    public Match(@Nullable List<ValueMatch> headers) {
      this.headers = list(headers);
    }
  }

  /**
   * Where a rule leads.
   *
   * @param group empty: the group that the kind is known to have
   * @param kind {@code AIServiceBackend} (default) or {@code InferencePool}
   * @param namespace empty: the route's own
   * @param weight default 1; 0 disables
   * @param priority default 0; a higher number is used only when those with lower ones have no
   *     endpoint, or no room for a request
   */
  public record BackendRef(
      String group,
      String kind,
      String namespace,
      String name,
      Integer weight,
      Integer priority,
      @Nullable String modelNameOverride,
      @Nullable HeaderMutation headerMutation,
      @Nullable Object bodyMutation) {
    public BackendRef(
        @Nullable String group,
        @Nullable String kind,
        @Nullable String namespace,
        @Nullable String name,
        @Nullable Integer weight,
        @Nullable Integer priority,
        @Nullable String modelNameOverride,
        @Nullable HeaderMutation headerMutation,
        @Nullable Object bodyMutation) {
      this.group = or(group, "");
      this.kind = or(kind, "AIServiceBackend");
      this.namespace = or(namespace, "");
      this.name = or(name, "");
      this.weight = or(weight, 1);
      this.priority = or(priority, 0);
      this.modelNameOverride = modelNameOverride;
      this.headerMutation = headerMutation;
      this.bodyMutation = bodyMutation;
    }
  }

  @Override
  public Kind kind() {
    return Kind.AI_GATEWAY_ROUTE;
  }
}
