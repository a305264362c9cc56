package io.aigw.xds.live;

import io.aigw.compile.Compiler;
import io.aigw.ir.GatewayPlan;
import io.aigw.testing.Pki;
import io.aigw.testing.Upstream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Objects of a gateway with one listener and a rule for each backend, as users write them, by name
 * so that one can be replaced.
 */
final class TrustWorld {

  private final Compiler compiler = Plans.compiler();
  private final Map<String, String> objects = new LinkedHashMap<>();
  private final StringBuilder rules = new StringBuilder();

  TrustWorld() {
    put(
        "class",
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: GatewayClass
        metadata: {name: aigw}
        spec: {controllerName: aigw.io/gatewayclass-controller}
        """);
    listener("{name: l, protocol: HTTP, port: 80}");
  }

  /** Puts an object, in place of the one of that name. */
  TrustWorld put(String name, String yaml) {
    objects.put(name, yaml);
    return this;
  }

  TrustWorld remove(String name) {
    objects.remove(name);
    return this;
  }

  TrustWorld listener(String... listeners) {
    return put(
        "gateway",
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: gateway}
        spec: {gatewayClassName: aigw, listeners: [%s]}
        """
            .formatted(String.join(", ", listeners)));
  }

  /** A backend, and a rule by which requests for the model of its name go there. */
  TrustWorld backend(String name, Upstream... upstreams) {
    StringBuilder endpoints = new StringBuilder();
    for (Upstream upstream : upstreams) {
      endpoints.append("{ip: {address: 127.0.0.1, port: %d}}, ".formatted(upstream.port()));
    }
    put(
        "addresses of " + name,
        """
        apiVersion: gateway.envoyproxy.io/v1alpha1
        kind: Backend
        metadata: {name: %s}
        spec: {endpoints: [%s]}
        """
            .formatted(name, endpoints));
    backend(name, "");
    return rule(name, "{name: %s}".formatted(name));
  }

  /** Gives a backend the label by which pools select it, {@code app: llm}. */
  TrustWorld member(String backend) {
    return backend(backend, "app: llm");
  }

  private TrustWorld backend(String name, String labels) {
    return put(
        "backend " + name,
        """
        apiVersion: aigateway.envoyproxy.io/v1beta1
        kind: AIServiceBackend
        metadata: {name: %s, labels: {%s}}
        spec:
          schema: {name: OpenAI}
          backendRef: {group: gateway.envoyproxy.io, kind: Backend, name: %s}
        """
            .formatted(name, labels, name));
  }

  /** A rule for a model. */
  TrustWorld rule(String model, String... backendRefs) {
    rules.append(
        """
          - matches: [{headers: [{name: x-ai-eg-model, value: %s}]}]
            backendRefs: [%s]
        """
            .formatted(model, String.join(", ", backendRefs)));
    return put(
        "route",
        """
        apiVersion: aigateway.envoyproxy.io/v1beta1
        kind: AIGatewayRoute
        metadata: {name: route}
        spec:
          parentRefs: [{name: gateway}]
          rules:
        %s\
        """
            .formatted(rules));
  }

  /** A policy by which requests to a backend get the key of the Secret of that name. */
  TrustWorld policy(String type, String field, String backend) {
    return put(
        "policy " + backend,
        """
        apiVersion: aigateway.envoyproxy.io/v1beta1
        kind: BackendSecurityPolicy
        metadata: {name: %s}
        spec:
          type: %s
          %s: {secretRef: {name: %s}}
          targetRefs: [{group: aigateway.envoyproxy.io, kind: AIServiceBackend, name: %s}]
        """
            .formatted(backend, type, field, backend, backend));
  }

  TrustWorld key(String name, String key) {
    return put(
        "key " + name,
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s}
        stringData: {apiKey: %s}
        """
            .formatted(name, key));
  }

  /** TLS to a backend; its certificate is to be for this host, by who is in that ConfigMap. */
  TrustWorld tls(String backend, String hostname, String authorities) {
    return tlsBy(
        backend,
        hostname,
        "caCertificateRefs: [{group: '', kind: ConfigMap, name: %s}]".formatted(authorities));
  }

  TrustWorld tlsBy(String backend, String hostname, String authorities) {
    return put(
        "tls " + backend,
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: BackendTLSPolicy
        metadata: {name: %s}
        spec:
          targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: %s}]
          validation: {%s, hostname: %s}
        """
            .formatted(backend, backend, authorities, hostname));
  }

  TrustWorld authorities(String name, String file) {
    return put(
        "authorities " + name,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: %s}
        data:
          ca.crt: |
        %s\
        """
            .formatted(name, Pki.text(file).indent(4)));
  }

  TrustWorld certificate(String name, String files) {
    return put(
        "certificate " + name,
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s}
        type: kubernetes.io/tls
        stringData:
          tls.crt: |
        %s\
          tls.key: |
        %s\
        """
            .formatted(
                name, Pki.text(files + ".crt").indent(4), Pki.text(files + ".key").indent(4)));
  }

  /** What the gateway is to do. */
  GatewayPlan plan() {
    return Plans.compiled(compiler, objects.values());
  }
}
