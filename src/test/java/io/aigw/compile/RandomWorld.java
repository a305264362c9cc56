package io.aigw.compile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.resource.ObjectDecoder;
import io.aigw.resource.ObjectDecoder.Decoded;
import io.aigw.testing.Pki;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Objects of all kinds that change at random: they come, go and change, refer to each other or to
 * nothing, agree or conflict. Names are few, so that objects meet.
 */
final class RandomWorld {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectDecoder decoder = new ObjectDecoder();
  private final Random random;
  private final SortedMap<ObjectKey, ApiObject> objects = new TreeMap<>();

  /** Kinds as often as they are to be changed. */
  private static final List<Kind> KINDS = new ArrayList<>(List.of(Kind.values()));

  static {
    KINDS.addAll(Collections.nCopies(6, Kind.AI_GATEWAY_ROUTE));
    KINDS.addAll(Collections.nCopies(3, Kind.AI_SERVICE_BACKEND));
    KINDS.addAll(Collections.nCopies(2, Kind.ENDPOINT_SLICE));
    KINDS.addAll(Collections.nCopies(2, Kind.INFERENCE_MODEL));
    KINDS.addAll(Collections.nCopies(3, Kind.HTTP_ROUTE));
    KINDS.addAll(List.of(Kind.GATEWAY, Kind.SERVICE));
    KINDS.add(Kind.INFERENCE_POOL);
    KINDS.add(Kind.ALPHA_INFERENCE_POOL);
    KINDS.addAll(Collections.nCopies(2, Kind.POD));
    KINDS.addAll(Collections.nCopies(6, Kind.SECRET));
    KINDS.addAll(Collections.nCopies(4, Kind.BACKEND_SECURITY_POLICY));
  }

  RandomWorld(long seed) {
    random = new Random(seed);
    for (int i = 0; i < 140; i++) {
      put();
    }
  }

  Collection<ApiObject> objects() {
    return List.copyOf(objects.values());
  }

  /** Changes between one and some objects; what changed, for messages. */
  String change() {
    List<String> changes = new ArrayList<>();
    int count = random.nextInt(5) == 0 ? 1 + random.nextInt(8) : 1;
    for (int i = 0; i < count; i++) {
      if (random.nextInt(8) == 0 && !objects.isEmpty()) {
        ObjectKey gone = any(List.copyOf(objects.keySet()));
        objects.remove(gone);
        changes.add("- " + gone);
      } else {
        changes.add("+ " + put());
      }
    }
    return String.join("\n", changes);
  }

  private ApiObject put() {
    ApiObject object = object(any(KINDS));
    objects.put(object.key(), object);
    return object;
  }

  private ApiObject object(Kind kind) {
    String spec =
        switch (kind) {
          case GATEWAY_CLASS -> "\"spec\": {\"controllerName\": \"%s\"}".formatted(controller());
          case GATEWAY -> gateway();
          case AI_GATEWAY_ROUTE -> route();
          case AI_SERVICE_BACKEND -> backend();
          case BACKEND -> "\"spec\": {\"endpoints\": %s}".formatted(list(2, this::endpoint));
          case SERVICE ->
              "\"spec\": {\"type\": \"%s\", \"ports\": [{\"name\": \"%s\", \"port\": %s}]}"
                  .formatted(rarely("ExternalName", "ClusterIP"), any("", "http"), port());
          case ENDPOINT_SLICE -> slice();
          case HTTP_ROUTE -> httpRoute();
          case INFERENCE_POOL -> pool();
          case ALPHA_INFERENCE_POOL -> alphaPool();
          case POD ->
              "\"status\": {\"podIP\": \"%s\", \"conditions\": [{\"type\": \"Ready\", \"status\": \"%s\"}]}"
                  .formatted(any("", address(), address()), rarely("False", "True"));
          case INFERENCE_MODEL -> model();
          case INFERENCE_OBJECTIVE, FORMER_INFERENCE_OBJECTIVE ->
              "\"spec\": {\"priority\": %s, \"poolRef\": %s}".formatted(any("-1", "0"), poolRef());
          case INFERENCE_MODEL_REWRITE, FORMER_INFERENCE_MODEL_REWRITE ->
              "\"spec\": {\"poolRef\": %s, \"rules\": %s}"
                  .formatted(poolRef(), list(2, this::rewriteRule));
          case REFERENCE_GRANT -> grant();
          case SECRET ->
              """
              "stringData": {"%s": "%s", "tls.crt": %s, "tls.key": %s}
              """
                  .formatted(
                      rarely("other", "apiKey"),
                      any("one", "two"),
                      pem(any("gateway.crt", "gateway.crt", "gateway-next.crt")),
                      pem("gateway.key"));
          case CONFIG_MAP ->
              "\"data\": {\"ca.crt\": %s}"
                  .formatted(rarely("\"\"", pem(any("authority.crt", "other-authority.crt"))));
          case BACKEND_TLS_POLICY ->
              """
              "spec": {"targetRefs": [%s], "validation": {"hostname": "%s", %s}}
              """
                  .formatted(
                      any(
                          "{\"kind\": \"Service\", \"name\": \"%s\", \"sectionName\": \"%s\"}"
                              .formatted(rarely(name(), "c"), any("", "http")),
                          "{\"group\": \"gateway.envoyproxy.io\", \"kind\": \"Backend\", \"name\": \"%s\"}"
                              .formatted(rarely(name(), "c"))),
                      rarely("-", "api.test"),
                      any(
                          "\"wellKnownCACertificates\": \"System\"",
                          "\"caCertificateRefs\": [{\"kind\": \"ConfigMap\", \"name\": \"%s\"}]"
                              .formatted(name())));
          case BACKEND_SECURITY_POLICY ->
              """
              "spec": {"type": "%s", "apiKey": {"secretRef": {"name": "%s", "namespace": "%s"}},
                       "targetRefs": %s}
              """
                  .formatted(
                      rarely("AWSCredentials", "APIKey"),
                      name(),
                      namespace(),
                      list(
                          1,
                          () ->
                              any(
                                  "{\"group\": \"aigateway.envoyproxy.io\", \"kind\": \"AIServiceBackend\", \"name\": \"%s\"}"
                                      .formatted(rarely(name(), "c")),
                                  "{\"group\": \"inference.networking.x-k8s.io\", \"kind\": \"InferencePool\", \"name\": \"%s\"}"
                                      .formatted(rarely(name(), "c")))));
          case NAMESPACE -> "\"note\": 0";
        };
    String json =
        """
        {"metadata": {"name": "%s", %s "generation": %d, "labels": %s,
                      "creationTimestamp": "2026-01-0%dT00:00:00Z"}, %s}
        """
            .formatted(
                switch (kind) {
                  case NAMESPACE -> namespace();
                  case AI_GATEWAY_ROUTE, HTTP_ROUTE, ENDPOINT_SLICE, INFERENCE_MODEL, POD ->
                      name() + random.nextInt(4); // more of these
                  default -> name();
                },
                kind.namespaced() ? "\"namespace\": \"%s\",".formatted(namespace()) : "",
                random.nextInt(3),
                kind == Kind.ENDPOINT_SLICE
                    ? "{\"kubernetes.io/service-name\": \"%s\"}".formatted(name())
                    : labels(),
                1 + random.nextInt(3),
                spec);
    return decoded(kind, json);
  }

  private ApiObject decoded(Kind kind, String json) {
    try {
      Map<String, Object> tree = JSON.readValue(json, new TypeReference<Map<String, Object>>() {});
      return switch (decoder.decode(kind, tree)) {
        case Decoded decoded -> decoded.object();
        case ObjectDecoder.Malformed malformed ->
            throw new IllegalStateException(json + malformed.field() + malformed.message());
      };
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(json, e);
    }
  }

  private String gateway() {
    return "\"spec\": {\"gatewayClassName\": \"%s\", \"listeners\": %s}"
        .formatted(
            name(),
            list(
                3,
                () ->
                    """
                    {"name": "%s", "port": %s, "protocol": "%s", "hostname": "%s",
                     "tls": {"certificateRefs": [{"name": "%s", "namespace": "%s"}]},
                     "allowedRoutes": {"namespaces": %s}}
                    """
                        .formatted(
                            name(),
                            any("80", "81"),
                            rarely("TCP", any("HTTP", "HTTP", "HTTPS")),
                            any("", "", "*.x.test"),
                            name(),
                            namespace(),
                            any(
                                "{\"from\": \"All\"}",
                                "{\"from\": \"All\"}",
                                "{\"from\": \"Same\"}",
                                "{\"from\": \"Selector\", \"selector\": {\"matchLabels\": %s}}"
                                    .formatted(labels())))));
  }

  private String route() {
    return "\"spec\": {\"hostnames\": %s, \"parentRefs\": %s, \"rules\": %s}"
        .formatted(
            rarely("[\"!\"]", any("[]", "[]", "[\"a.x.test\"]", "[\"*.x.test\", \"b.test\"]")),
            list(
                2,
                () ->
                    "{\"name\": \"%s\", \"namespace\": \"%s\", \"sectionName\": \"%s\"}"
                        .formatted(name(), namespace(), any("", "", name()))),
            list(
                3,
                () ->
                    """
                    {"matches": %s, "backendRefs": %s, "timeouts": {"request": "%s"}}
                    """
                        .formatted(
                            list(2, () -> "{\"headers\": %s}".formatted(list(2, this::header))),
                            list(2, this::backendRef),
                            rarely("soon", "10s"))));
  }

  private String header() {
    return any(
        "{\"name\": \"x-ai-eg-model\", \"value\": \"%s\"}".formatted(modelName()),
        "{\"name\": \"x-ai-eg-model\", \"value\": \"%s\"}".formatted(modelName()),
        "{\"name\": \"x-ai-eg-model\", \"type\": \"RegularExpression\", \"value\": \"%s\"}"
            .formatted(rarely("(", any("m.*", "m[12]"))),
        "{\"name\": \"x-team\", \"value\": \"%s\"}".formatted(name()));
  }

  private String backendRef() {
    return any(
        "{\"name\": \"%s\", \"namespace\": \"%s\", \"weight\": %d}"
            .formatted(name(), namespace(), random.nextInt(3)),
        "{\"name\": \"%s\", \"modelNameOverride\": \"%s\", \"priority\": 1}"
            .formatted(name(), modelName()),
        "{\"name\": \"%s\", \"modelNameOverride\": \"%s\"}".formatted(name(), modelName()),
        "{\"name\": \"%s\", \"kind\": \"InferencePool\"}".formatted(name()),
        "{\"name\": \"%s\", \"kind\": \"InferencePool\", \"group\": \"inference.networking.k8s.io\"}"
            .formatted(name()),
        "{\"name\": \"%s\", \"kind\": \"Service\"}".formatted(name()));
  }

  private String backend() {
    return """
    "spec": {"schema": {"name": "%s"}, "backendRef": %s, "headerMutation": {"set": %s}}
    """
        .formatted(
            rarely("AWSBedrock", "OpenAI"),
            any(
                "{\"name\": \"%s\", \"namespace\": \"%s\", \"port\": %s}"
                    .formatted(name(), namespace(), port()),
                "{\"name\": \"%s\", \"port\": %s}".formatted(name(), port()),
                "{\"name\": \"%s\", \"port\": %s}".formatted(name(), port()),
                "{\"name\": \"%s\", \"group\": \"gateway.envoyproxy.io\", \"kind\": \"Backend\"}"
                    .formatted(name())),
            any("[]", "[]", "[{\"name\": \"x-a\", \"value\": \"1\"}]"));
  }

  private String poolRef() {
    return any(
        "{\"name\": \"%s\"}".formatted(name()),
        "{\"name\": \"%s\", \"group\": \"inference.networking.x-k8s.io\"}".formatted(name()));
  }

  private String rewriteRule() {
    return "{\"matches\": %s, \"targets\": %s}"
        .formatted(
            list(
                1,
                () ->
                    "{\"model\": {\"type\": \"%s\", \"value\": \"%s\"}}"
                        .formatted(rarely("Prefix", "Exact"), modelName())),
            list(2, () -> "{\"weight\": 2, \"modelRewrite\": \"%s\"}".formatted(modelName())));
  }

  private String endpoint() {
    return any(
        "{\"ip\": {\"address\": \"%s\", \"port\": %s}}".formatted(address(), port()),
        "{\"ip\": {\"address\": \"%s\", \"port\": %s}}".formatted(address(), port()),
        "{\"fqdn\": {\"hostname\": \"h.test\", \"port\": %s}}".formatted(port()));
  }

  private String slice() {
    return """
    "ports": [{"name": "%s", "port": %s}],
    "endpoints": %s
    """
        .formatted(
            any("", "http"),
            port(),
            list(
                3,
                () ->
                    "{\"addresses\": [\"%s\"], \"conditions\": {\"ready\": %s}}"
                        .formatted(address(), random.nextInt(4) > 0)));
  }

  private String httpRoute() {
    return "\"spec\": {\"hostnames\": %s, \"parentRefs\": %s, \"rules\": %s}"
        .formatted(
            rarely("[\"!\"]", any("[]", "[]", "[\"a.x.test\"]")),
            list(
                2,
                () ->
                    "{\"name\": \"%s\", \"namespace\": \"%s\", \"kind\": \"%s\"}"
                        .formatted(name(), namespace(), rarely("Service", "Gateway"))),
            list(
                3,
                () ->
                    "{\"matches\": %s, \"filters\": %s, \"backendRefs\": %s}"
                        .formatted(
                            list(2, this::httpMatch),
                            any(
                                "[]",
                                "[]",
                                "[{\"type\": \"RequestHeaderModifier\", \"requestHeaderModifier\": {\"remove\": [\"x-a\"]}}]",
                                "[{\"type\": \"RequestRedirect\", \"requestRedirect\": {\"hostname\": \"b.test\"}}]"),
                            list(2, this::httpBackendRef))));
  }

  private String httpMatch() {
    return any(
        "{}",
        "{\"path\": {\"value\": \"%s\"}}".formatted(any("/", "/v1", "/v1/chat/")),
        "{\"path\": {\"type\": \"Exact\", \"value\": \"/v1\"}, \"method\": \"GET\"}",
        "{\"headers\": [{\"name\": \"x-team\", \"value\": \"%s\"}]}".formatted(name()));
  }

  private String httpBackendRef() {
    return any(
        "{\"name\": \"%s\", \"namespace\": \"%s\", \"port\": %s, \"weight\": %d}"
            .formatted(name(), namespace(), port(), random.nextInt(3)),
        "{\"name\": \"%s\", \"namespace\": \"%s\", \"kind\": \"InferencePool\", \"group\": \"%s\"}"
            .formatted(
                name(),
                namespace(),
                any("inference.networking.k8s.io", "inference.networking.x-k8s.io")));
  }

  private String pool() {
    return """
    "spec": {"selector": {"matchLabels": %s}, "targetPorts": [{"number": %s}], "endpointPickerRef": %s}
    """
        .formatted(
            labels(),
            port(),
            any(
                "null",
                "{\"name\": \"%s\", \"port\": {\"number\": %s}}".formatted(name(), port())));
  }

  private String alphaPool() {
    return """
    "spec": {"selector": %s, "targetPortNumber": %s, "extensionRef": {"name": "%s"}}
    """
        .formatted(labels(), port(), rarely("other", "envoy-ai-gateway"));
  }

  private String model() {
    return """
    "spec": {"modelName": "%s", "poolRef": {"name": "%s"}, "targetModels": %s}
    """
        .formatted(modelName(), name(), list(2, () -> "{\"name\": \"%s\"}".formatted(modelName())));
  }

  private String grant() {
    return """
    "spec": {"from": [{%s, "namespace": "%s"}], "to": [%s]}
    """
        .formatted(
            any(
                "\"group\": \"aigateway.envoyproxy.io\", \"kind\": \"AIGatewayRoute\"",
                "\"group\": \"aigateway.envoyproxy.io\", \"kind\": \"AIServiceBackend\"",
                "\"group\": \"aigateway.envoyproxy.io\", \"kind\": \"BackendSecurityPolicy\"",
                "\"group\": \"gateway.networking.k8s.io\", \"kind\": \"HTTPRoute\"",
                "\"group\": \"gateway.networking.k8s.io\", \"kind\": \"Gateway\""),
            namespace(),
            any(
                "{\"group\": \"aigateway.envoyproxy.io\", \"kind\": \"AIServiceBackend\"}",
                "{\"kind\": \"Secret\"}",
                "{\"group\": \"inference.networking.k8s.io\", \"kind\": \"InferencePool\"}",
                "{\"kind\": \"Service\", \"name\": \"%s\"}".formatted(any("", name()))));
  }

  private static String pem(String file) {
    return JSON.getNodeFactory().textNode(Pki.text(file)).toString();
  }

  private String controller() {
    return rarely("example.com/other", CompilerOptions.OWN_CONTROLLER);
  }

  private String namespace() {
    return any("n1", "n1", "n1", "n1", "n2");
  }

  private String name() {
    return any("a", "a", "b", "b", "c");
  }

  private String modelName() {
    return any("m1", "m2", "m3", "");
  }

  private String labels() {
    return any("{}", "{\"app\": \"x\"}", "{\"app\": \"x\", \"tier\": \"y\"}");
  }

  private String address() {
    return rarely("127.0.0.1", "10.0.0." + random.nextInt(4));
  }

  private String port() {
    return random.nextInt(30) == 0 ? "9" : "8";
  }

  private String rarely(String special, String common) {
    return random.nextInt(8) == 0 ? special : common;
  }

  private String list(int most, Supplier<String> element) {
    List<String> elements = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      elements.add(element.get());
    }
    return elements.toString();
  }

  @SafeVarargs
  private <T> T any(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
