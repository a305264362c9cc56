package io.aigw.bench.change.stage;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An object for the API server.
 *
 * @param collection the path of all objects of its kind and namespace
 * @param json the whole object
 */
public record Item(String collection, String name, String json) {

  private static final String AIGW = "/apis/aigateway.envoyproxy.io/v1beta1";
  private static final String GATEWAY_API = "/apis/gateway.networking.k8s.io/v1";

  /** The path of the object. */
  public String path() {
    return collection + "/" + name;
  }

  /**
   * A rule of a route.
   *
   * @param headers what it matches, as a list in JSON
   */
  public record Rule(String headers, String backend) {

    private static final String MODEL = "x-ai-eg-model";

    /** Chosen by the model. */
    public static Rule model(String model, String backend) {
      return header(MODEL, model, backend);
    }

    /** Chosen by a header. */
    public static Rule header(String name, String value, String backend) {
      return new Rule("[" + match("Exact", name, value) + "]", backend);
    }

    /**
     * Chosen by the model and a header.
     *
     * @param expression what the header's value must match; without quotes and backslashes
     */
    public static Rule expression(String model, String header, String expression, String backend) {
      return new Rule(
          "[%s, %s]"
              .formatted(
                  match("Exact", MODEL, model), match("RegularExpression", header, expression)),
          backend);
    }

    private static String match(String type, String name, String value) {
      return "{\"type\": \"%s\", \"name\": \"%s\", \"value\": \"%s\"}".formatted(type, name, value);
    }

    private String json() {
      return "{\"matches\": [{\"headers\": %s}], \"backendRefs\": [{\"name\": \"%s\"}]}"
          .formatted(headers, backend);
    }
  }

  static Item namespace(String name) {
    return new Item(
        "/api/v1/namespaces",
        name,
        """
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s"}}"""
            .formatted(name));
  }

  static Item gatewayClass(String name, String controller) {
    return new Item(
        GATEWAY_API + "/gatewayclasses",
        name,
        """
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass",
         "metadata": {"name": "%s"}, "spec": {"controllerName": "%s"}}"""
            .formatted(name, controller));
  }

  static Item gateway(String namespace, String name, String gatewayClass, int port) {
    return new Item(
        in(GATEWAY_API, namespace, "gateways"),
        name,
        """
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", %s,
         "spec": {"gatewayClassName": "%s",
                  "listeners": [{"name": "http", "protocol": "HTTP", "port": %d}]}}"""
            .formatted(metadata(namespace, name), gatewayClass, port));
  }

  static Item service(String namespace, String name, int port) {
    return new Item(
        in("/api/v1", namespace, "services"),
        name,
        """
        {"apiVersion": "v1", "kind": "Service", %s,
         "spec": {"ports": [{"port": %d, "targetPort": %d}]}}"""
            .formatted(metadata(namespace, name), port, port));
  }

  static Item endpointSlice(String namespace, String service, int port, List<String> addresses) {
    return new Item(
        in("/apis/discovery.k8s.io/v1", namespace, "endpointslices"),
        service + "-1",
        """
        {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
         "metadata": {"namespace": "%s", "name": "%s-1",
                      "labels": {"kubernetes.io/service-name": "%s"}},
         "addressType": "IPv4", "ports": [{"port": %d}], %s}"""
            .formatted(namespace, service, service, port, endpoints(addresses)));
  }

  /** The field of an EndpointSlice that has its addresses. */
  static String endpoints(List<String> addresses) {
    return addresses.stream()
        .map("{\"addresses\": [\"%s\"], \"conditions\": {\"ready\": true}}"::formatted)
        .collect(Collectors.joining(", ", "\"endpoints\": [", "]"));
  }

  static Item backend(String namespace, String name, int port) {
    return new Item(
        in(AIGW, namespace, "aiservicebackends"),
        name,
        """
        {"apiVersion": "aigateway.envoyproxy.io/v1beta1", "kind": "AIServiceBackend", %s,
         "spec": {"schema": {"name": "OpenAI"},
                  "backendRef": {"name": "%s", "kind": "Service", "group": "", "port": %d}}}"""
            .formatted(metadata(namespace, name), name, port));
  }

  static Item route(String namespace, String name, String gateway, List<Rule> rules) {
    return new Item(
        in(AIGW, namespace, "aigatewayroutes"),
        name,
        """
        {"apiVersion": "aigateway.envoyproxy.io/v1beta1", "kind": "AIGatewayRoute", %s,
         "spec": {"schema": {"name": "OpenAI"},
                  "parentRefs": [{"name": "%s"}], %s}}"""
            .formatted(metadata(namespace, name), gateway, rules(rules)));
  }

  /** The field of a route that has its rules. */
  static String rules(List<Rule> rules) {
    return rules.stream().map(Rule::json).collect(Collectors.joining(", ", "\"rules\": [", "]"));
  }

  private static String metadata(String namespace, String name) {
    return "\"metadata\": {\"namespace\": \"%s\", \"name\": \"%s\"}"
        .formatted(namespace, name.toLowerCase(Locale.ROOT));
  }

  private static String in(String group, String namespace, String plural) {
    return group + "/namespaces/" + namespace + "/" + plural;
  }
}
