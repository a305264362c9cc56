package io.aigw.bench.arm;

import io.aigw.bench.load.Prompt;

/**
 * The resources that a user would write for the gateway, as YAML.
 *
 * @param port the Gateway's port
 * @param rightPort where the upstream listens that the bench's model goes to
 * @param wrongPort where the upstream listens that everything else goes to
 */
record GatewayFiles(int port, int rightPort, int wrongPort) {

  /** The model that {@link #rewriting} makes of the bench's. */
  static final String SERVED_MODEL = "bench-model-as-served";

  /** The API allows an AIGatewayRoute 128 rules. */
  private static final int RULES_PER_ROUTE = 100;

  /** Rules that each name a model; the last one names the bench's. */
  String rules(int count) {
    StringBuilder yaml = begin();
    for (int i = 0; i < count; i++) {
      if (i % RULES_PER_ROUTE == 0) {
        yaml.append(route("route-" + i / RULES_PER_ROUTE));
      }
      boolean last = i == count - 1;
      yaml.append(last ? rule(Prompt.MODEL, "right") : rule("other-model-" + i, "wrong"));
    }
    return yaml.toString();
  }

  /** A pool whose model is called otherwise by its servers, so that the body must change. */
  String rewriting() {
    return begin()
        .append(route("route"))
        .append(
            pool(
                "least-requests",
                "right",
                """
        targetModels:
          - name: %s
            weight: 100
      """
                    .formatted(SERVED_MODEL)))
        .toString();
  }

  /** A pool whose endpoints are chosen by what the servers say. */
  String picking() {
    StringBuilder yaml = begin().append(route("route")).append(pool("decision-tree", "picked", ""));
    Site.servers(rightPort)
        .forEach(server -> yaml.append(pod(server.getAddress().getHostAddress())));
    return yaml.toString();
  }

  private StringBuilder begin() {
    return new StringBuilder(gateway())
        .append(backend("right", rightPort))
        .append(backend("wrong", wrongPort));
  }

  private String gateway() {
    return """
      apiVersion: gateway.networking.k8s.io/v1
      kind: GatewayClass
      metadata:
        name: bench
      spec:
        controllerName: gateway.envoyproxy.io/gatewayclass-controller
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata:
        name: bench
        namespace: default
      spec:
        gatewayClassName: bench
        listeners:
          - name: http
            protocol: HTTP
            port: %d
      """
        .formatted(port);
  }

  private static String backend(String name, int port) {
    return """
      ---
      apiVersion: aigateway.envoyproxy.io/v1alpha1
      kind: AIServiceBackend
      metadata:
        name: %1$s
        namespace: default
        labels:
          bench: %1$s
      spec:
        schema:
          name: OpenAI
        backendRef:
          name: %1$s
          kind: Service
          port: %2$d
      ---
      apiVersion: v1
      kind: Service
      metadata:
        name: %1$s
        namespace: default
      spec:
        ports:
          - port: %2$d
            targetPort: %2$d
      ---
      apiVersion: discovery.k8s.io/v1
      kind: EndpointSlice
      metadata:
        name: %1$s-1
        namespace: default
        labels:
          kubernetes.io/service-name: %1$s
      addressType: IPv4
      ports:
        - port: %2$d
      endpoints:
        - addresses: [127.0.0.1]
      """
        .formatted(name, port);
  }

  private static String route(String name) {
    return """
      ---
      apiVersion: aigateway.envoyproxy.io/v1alpha1
      kind: AIGatewayRoute
      metadata:
        name: %s
        namespace: default
      spec:
        schema:
          name: OpenAI
        targetRefs:
          - name: bench
            kind: Gateway
            group: gateway.networking.k8s.io
        rules:
      """
        .formatted(name);
  }

  private static String rule(String model, String backend) {
    return """
          - matches:
              - headers:
                  - type: Exact
                    name: x-ai-eg-model
                    value: %s
            backendRefs:
              - name: %s
      """
        .formatted(model, backend);
  }

  /** A rule that leads to a pool, with the pool and the bench's model there. */
  private String pool(String policy, String selected, String targetModels) {
    return """
          - backendRefs:
              - name: pool
                kind: InferencePool
      ---
      apiVersion: inference.networking.x-k8s.io/v1alpha2
      kind: InferencePool
      metadata:
        name: pool
        namespace: default
        annotations:
          aigateway.envoyproxy.io/picking-policy: %s
      spec:
        targetPortNumber: %d
        selector:
          bench: %s
        extensionRef:
          name: envoy-ai-gateway
      ---
      apiVersion: inference.networking.x-k8s.io/v1alpha2
      kind: InferenceModel
      metadata:
        name: model
        namespace: default
      spec:
        modelName: %s
        criticality: Critical
        poolRef:
          name: pool
      """
            .formatted(policy, rightPort, selected, Prompt.MODEL)
        + targetModels;
  }

  private static String pod(String address) {
    return """
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: pod-%1$s
        namespace: default
        labels:
          bench: picked
      status:
        podIP: %1$s
        conditions:
          - type: Ready
            status: "True"
      """
        .formatted(address);
  }
}
