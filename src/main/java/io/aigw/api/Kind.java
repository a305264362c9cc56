package io.aigw.api;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of objects that the gateway reads.
 *
 * <p>{@link #versions} are the served versions that the gateway understands, preferred one first;
 * all of them decode to the same record.
 */
public enum Kind {
  GATEWAY_CLASS(
      "gateway.networking.k8s.io",
      "GatewayClass",
      "gatewayclasses",
      false,
      GatewayClass.class,
      "v1",
      "v1beta1"),
  GATEWAY("gateway.networking.k8s.io", "Gateway", "gateways", true, Gateway.class, "v1", "v1beta1"),
  REFERENCE_GRANT(
      "gateway.networking.k8s.io",
      "ReferenceGrant",
      "referencegrants",
      true,
      ReferenceGrant.class,
      "v1",
      "v1beta1"),
  BACKEND_TLS_POLICY(
      "gateway.networking.k8s.io",
      "BackendTLSPolicy",
      "backendtlspolicies",
      true,
      BackendTlsPolicy.class,
      "v1",
      "v1alpha3"),
  HTTP_ROUTE(
      "gateway.networking.k8s.io",
      "HTTPRoute",
      "httproutes",
      true,
      HttpRoute.class,
      "v1",
      "v1beta1"),
  AI_GATEWAY_ROUTE(
      "aigateway.envoyproxy.io",
      "AIGatewayRoute",
      "aigatewayroutes",
      true,
      AiGatewayRoute.class,
      "v1beta1",
      "v1alpha1"),
  AI_SERVICE_BACKEND(
      "aigateway.envoyproxy.io",
      "AIServiceBackend",
      "aiservicebackends",
      true,
      AiServiceBackend.class,
      "v1beta1",
      "v1alpha1"),
  BACKEND_SECURITY_POLICY(
      "aigateway.envoyproxy.io",
      "BackendSecurityPolicy",
      "backendsecuritypolicies",
      true,
      BackendSecurityPolicy.class,
      "v1beta1",
      "v1alpha1"),
  BACKEND("gateway.envoyproxy.io", "Backend", "backends", true, Backend.class, "v1alpha1"),
  INFERENCE_POOL(
      "inference.networking.k8s.io",
      "InferencePool",
      "inferencepools",
      true,
      InferencePool.class,
      "v1"),
  ALPHA_INFERENCE_POOL(
      "inference.networking.x-k8s.io",
      "InferencePool",
      "inferencepools",
      true,
      AlphaInferencePool.class,
      "v1alpha2"),
  INFERENCE_MODEL(
      "inference.networking.x-k8s.io",
      "InferenceModel",
      "inferencemodels",
      true,
      InferenceModel.class,
      "v1alpha2"),
  INFERENCE_OBJECTIVE(
      "llm-d.ai",
      "InferenceObjective",
      "inferenceobjectives",
      true,
      InferenceObjective.class,
      "v1alpha2"),
  FORMER_INFERENCE_OBJECTIVE(
      "inference.networking.x-k8s.io",
      "InferenceObjective",
      "inferenceobjectives",
      true,
      FormerInferenceObjective.class,
      "v1alpha2"),
  INFERENCE_MODEL_REWRITE(
      "llm-d.ai",
      "InferenceModelRewrite",
      "inferencemodelrewrites",
      true,
      InferenceModelRewrite.class,
      "v1alpha2"),
  FORMER_INFERENCE_MODEL_REWRITE(
      "inference.networking.x-k8s.io",
      "InferenceModelRewrite",
      "inferencemodelrewrites",
      true,
      FormerInferenceModelRewrite.class,
      "v1alpha2"),
  POD("", "Pod", "pods", true, Pod.class, "v1"),
  NAMESPACE("", "Namespace", "namespaces", false, Namespace.class, "v1"),
  SERVICE("", "Service", "services", true, Service.class, "v1"),
  ENDPOINT_SLICE(
      "discovery.k8s.io", "EndpointSlice", "endpointslices", true, EndpointSlice.class, "v1"),
  SECRET("", "Secret", "secrets", true, Secret.class, "v1"),
  CONFIG_MAP("", "ConfigMap", "configmaps", true, ConfigMap.class, "v1");

  private final String group;
  private final String kindName;
  private final String plural;
  private final boolean namespaced;
  private final Class<? extends ApiObject> type;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> versions;

  Kind(
      String group,
      String kindName,
      String plural,
      boolean namespaced,
      Class<? extends ApiObject> type,
      String... versions) {
    this.group = group;
    this.kindName = kindName;
    this.plural = plural;
    this.namespaced = namespaced;
    this.type = type;
    this.versions = List.of(versions);
  }

  /** The API group; empty for the core group. */
  public String group() {
    return group;
  }

  /** The name in {@code kind:}, for example {@code AIGatewayRoute}. */
  public String kindName() {
    return kindName;
  }

  /** The resource name in URLs, for example {@code aigatewayroutes}. */
  public String plural() {
    return plural;
  }

  public boolean namespaced() {
    return namespaced;
  }

  /** The record that an object of this kind decodes to. */
  public Class<? extends ApiObject> type() {
    return type;
  }

  /** The versions understood, preferred one first. */
  public List<String> versions() {
    return versions;
  }

  /** Whether it is one of the two APIs of inference pools. */
  public boolean isPool() {
    return this == INFERENCE_POOL || this == ALPHA_INFERENCE_POOL;
  }

  /** The lower-case singular name, as {@code kubectl} prints it. */
  public String singular() {
    return kindName.toLowerCase(Locale.ROOT);
  }

  /** The kind that a reference names, whatever the version. */
  public static Optional<Kind> named(String group, String kindName) {
    return Arrays.stream(values())
        .filter(kind -> kind.group.equals(group) && kind.kindName.equals(kindName))
        .findFirst();
  }

  /**
   * The kind of an {@code apiVersion} and {@code kind}; empty for what the gateway does not read.
   */
  public static Optional<Kind> of(String apiVersion, String kindName) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    String version = apiVersion.substring(slash + 1);
    return named(group, kindName).filter(kind -> kind.versions.contains(version));
  }
}
