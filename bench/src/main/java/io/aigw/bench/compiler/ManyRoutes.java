package io.aigw.bench.compiler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.resource.ObjectDecoder;
import io.aigw.resource.ResourceSet;
import java.util.EnumMap;
import java.util.Map;

/**
 * A Gateway with many AIGatewayRoutes, each with two rules that name a model: one leads to the
 * backend of all, one nowhere.
 */
final class ManyRoutes {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectDecoder decoder = new ObjectDecoder();
  private final Map<Kind, OrderedMap<ObjectKey, ApiObject>> objects = new EnumMap<>(Kind.class);
  private ResourceSet resources = ResourceSet.empty();

  ManyRoutes(int count) {
    put(
        Kind.GATEWAY_CLASS,
        """
        {"metadata": {"name": "bench"},
         "spec": {"controllerName": "gateway.envoyproxy.io/gatewayclass-controller"}}
        """);
    put(
        Kind.GATEWAY,
        """
        {"metadata": {"namespace": "default", "name": "bench"},
         "spec": {"gatewayClassName": "bench",
                  "listeners": [{"name": "http", "protocol": "HTTP", "port": 80}]}}
        """);
    put(
        Kind.AI_SERVICE_BACKEND,
        """
        {"metadata": {"namespace": "default", "name": "backend"},
         "spec": {"schema": {"name": "OpenAI"},
                  "backendRef": {"name": "backend", "kind": "Service", "port": 8080}}}
        """);
    put(
        Kind.SERVICE,
        """
        {"metadata": {"namespace": "default", "name": "backend"},
         "spec": {"ports": [{"port": 8080, "targetPort": 8080}]}}
        """);
    setEndpoint("10.0.0.1");
    for (int i = 0; i < count; i++) {
      setModel(i, "model-" + i);
    }
  }

  /** Has one of the routes name another model. */
  void setModel(int route, String model) {
    put(
        Kind.AI_GATEWAY_ROUTE,
        """
        {"metadata": {"namespace": "default", "name": "route-%05d"},
         "spec": {"schema": {"name": "OpenAI"},
                  "targetRefs": [{"name": "bench"}],
                  "rules": [{"matches": [{"headers": [{"name": "x-ai-eg-model", "value": "%s"}]}],
                             "backendRefs": [{"name": "backend"}]},
                            {"matches": [{"headers": [{"name": "x-ai-eg-model", "value": "%s-dangling"}]}],
                             "backendRefs": [{"name": "not-there"}]}]}}
        """
            .formatted(route, model, model));
  }

  /** Has the Service that all routes lead to another endpoint. */
  void setEndpoint(String address) {
    put(
        Kind.ENDPOINT_SLICE,
        """
        {"metadata": {"namespace": "default", "name": "backend-1",
                      "labels": {"kubernetes.io/service-name": "backend"}},
         "addressType": "IPv4",
         "ports": [{"port": 8080}],
         "endpoints": [{"addresses": ["%s"]}]}
        """
            .formatted(address));
  }

  /** The objects as they are now, made of those before as the gateway's own stores do it. */
  ResourceSet resources() {
    objects.forEach((kind, some) -> resources = resources.with(kind, some));
    return resources;
  }

  private void put(Kind kind, String json) {
    switch (decoder.decode(kind, tree(json))) {
      case ObjectDecoder.Decoded decoded ->
          objects.put(
              kind,
              objects
                  .getOrDefault(kind, OrderedMap.empty())
                  .with(decoded.object().key(), decoded.object()));
      case ObjectDecoder.Malformed malformed ->
          throw new IllegalStateException(malformed.field() + " " + malformed.message());
    }
  }

  private static Map<String, Object> tree(String json) {
    try {
      return JSON.readValue(json, new TypeReference<Map<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
