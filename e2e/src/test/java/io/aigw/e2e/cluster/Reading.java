package io.aigw.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Reads objects of a cluster as they are now. */
public final class Reading implements AutoCloseable {
  private final KubernetesClient client;

  /** Reads with a client, and closes it in the end. */
  public Reading(KubernetesClient client) {
    this.client = client;
  }

  /** The kinds that are looked at. */
  public enum Kind {
    GATEWAY_CLASS("gateway.networking.k8s.io/v1", "GatewayClass"),
    GATEWAY("gateway.networking.k8s.io/v1", "Gateway"),
    AI_GATEWAY_ROUTE("aigateway.envoyproxy.io/v1alpha1", "AIGatewayRoute"),
    AI_SERVICE_BACKEND("aigateway.envoyproxy.io/v1alpha1", "AIServiceBackend"),
    BACKEND_SECURITY_POLICY("aigateway.envoyproxy.io/v1alpha1", "BackendSecurityPolicy"),
    INFERENCE_POOL("inference.networking.x-k8s.io/v1alpha2", "InferencePool"),
    INFERENCE_MODEL("inference.networking.x-k8s.io/v1alpha2", "InferenceModel"),
    INFERENCE_OBJECTIVE("llm-d.ai/v1alpha2", "InferenceObjective"),
    FORMER_INFERENCE_MODEL_REWRITE(
        "inference.networking.x-k8s.io/v1alpha2", "InferenceModelRewrite"),
    DEPLOYMENT("apps/v1", "Deployment");

    private final String version;
    private final String kind;

    Kind(String version, String kind) {
      this.version = version;
      this.kind = kind;
    }
  }

  /** What a condition says. */
  public record Condition(String status, String reason, String message) {}

  /** An object as JSON; fails where there is none. */
  public JsonNode object(Kind kind, String namespace, String name) {
    var all = client.genericKubernetesResources(kind.version, kind.kind);
    GenericKubernetesResource object =
        kind == Kind.GATEWAY_CLASS
            ? all.withName(name).get()
            : all.inNamespace(namespace).withName(name).get();
    if (object == null) {
      throw new AssertionError("there is no %s %s/%s".formatted(kind.kind, namespace, name));
    }
    return client.getKubernetesSerialization().convertValue(object, JsonNode.class);
  }

  /** The condition of a type that an object itself has; fails where there is none. */
  public Condition condition(Kind kind, String namespace, String name, String type) {
    return condition(object(kind, namespace, name).path("status"), type);
  }

  /** The condition of a type in what has a list of them. */
  public static Condition condition(JsonNode part, String type) {
    for (JsonNode condition : part.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return new Condition(
            condition.path("status").asText(),
            condition.path("reason").asText(),
            condition.path("message").asText());
      }
    }
    throw new AssertionError("no condition " + type + " in " + part);
  }

  @Override
  public void close() {
    client.close();
  }
}
