package io.aigw.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.AlphaInferencePool;
import io.aigw.api.Kind;
import io.aigw.resource.ObjectDecoder.Decoded;
import io.aigw.resource.ObjectDecoder.Malformed;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ObjectDecoderTest {

  private static ObjectDecoder.Outcome decode(Kind kind, String yaml) {
    Map<String, Object> tree = new LinkedHashMap<>();
    ((Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml))
        .forEach((key, value) -> tree.put(String.valueOf(key), value));
    return new ObjectDecoder().decode(kind, tree);
  }

  @Test
  void readsWhatIsThereAndFillsInDefaults() {
    Decoded decoded =
        (Decoded)
            decode(
                Kind.AI_GATEWAY_ROUTE,
                """
                apiVersion: aigateway.envoyproxy.io/v1beta1
                kind: AIGatewayRoute
                metadata: {name: r, namespace: n, generation: 3, creationTimestamp: 2025-01-02T03:04:05Z, uid: x}
                spec: {rules: [{backendRefs: [{name: b}]}]}
                status: {anything: goes}
                """);

    AiGatewayRoute route = (AiGatewayRoute) decoded.object();
    assertThat(decoded.unknownFields()).isEmpty();
    assertThat(route.metadata().created()).isEqualTo(Instant.parse("2025-01-02T03:04:05Z"));
    assertThat(route.metadata().generation()).isEqualTo(3);
    assertThat(route.spec().rules().getFirst().backendRefs().getFirst().weight()).isEqualTo(1);
  }

  @Test
  void namesUnknownFields() {
    Decoded decoded =
        (Decoded)
            decode(
                Kind.AI_GATEWAY_ROUTE,
                """
                metadata: {name: r}
                spec:
                  rulez: []
                  rules:
                    - {backendRefs: []}
                    - {backendRefs: [{name: a, wieght: {deep: 1}}]}
                extra: 1
                """);

    assertThat(decoded.unknownFields())
        .containsExactly("spec.rulez", "spec.rules[1].backendRefs[0].wieght", "extra");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '{targetPortNumber: "80"}'                | spec.targetPortNumber      | must be an integer, not a string
          '{targetPortNumber: 80.5}'                | spec.targetPortNumber      | must be an integer, not a fraction
          '{targetPortNumber: true}'                | spec.targetPortNumber      | must be an integer, not a boolean
          '{targetPortNumber: [80]}'                | spec.targetPortNumber      | must be an integer, not a list
          '{targetPortNumber: 4000000000}'          | spec.targetPortNumber      | must be an integer of 32 bits
          '{selector: [a]}'                         | spec.selector              | must be a map, not a list
          '{selector: a}'                           | spec.selector              | must be a map, not a string
          '{selector: {app: 1}}'                    | spec.selector.app          | must be a string, not a number
          '{selector: {app: true}}'                 | spec.selector.app          | must be a string, not a boolean
          '{extensionRef: {name: 5}}'               | spec.extensionRef.name     | must be a string, not a number
          '{extensionRef: {name: [a]}}'             | spec.extensionRef.name     | must be a string, not a list
          '{extensionRef: []}'                      | spec.extensionRef          | must be a map, not a list
          '{extensionRef: ""}'                      | spec.extensionRef          | must be a map, not a string
          '5'                                       | spec                       | must be a map, not a number
          """)
  void saysWhatAFieldMustBe(String spec, String field, String message) {
    assertThat(decode(Kind.ALPHA_INFERENCE_POOL, "{metadata: {name: p}, spec: %s}".formatted(spec)))
        .isEqualTo(new Malformed(field, message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '{rules: {}}'                    | spec.rules                     | must be a list, not a map
          '{rules: a}'                     | spec.rules                     | must be a list, not a string
          '{rules: [a]}'                   | spec.rules[0]                  | must be a map, not a string
          '{rules: [null]}'                | spec.rules[0]                  | is empty
          '{hostnames: [1]}'               | spec.hostnames[0]              | must be a string, not a number
          '{rules: [{modelsCreatedAt: x}]}' | spec.rules[0].modelsCreatedAt | must be a time like 2026-01-02T03:04:05Z
          '{rules: [{modelsCreatedAt: 5}]}' | spec.rules[0].modelsCreatedAt | must be a time like 2026-01-02T03:04:05Z
          """)
  void saysWhereInAListTheMistakeIs(String spec, String field, String message) {
    assertThat(decode(Kind.AI_GATEWAY_ROUTE, "{metadata: {name: r}, spec: %s}".formatted(spec)))
        .isEqualTo(new Malformed(field, message));
  }

  @Test
  void anObjectNeedsANameAndASpec() {
    assertThat(decode(Kind.ALPHA_INFERENCE_POOL, "{spec: {}}"))
        .isEqualTo(new Malformed("metadata", "is missing"));
    assertThat(decode(Kind.ALPHA_INFERENCE_POOL, "{metadata: {}, spec: {}}"))
        .isEqualTo(new Malformed("metadata.name", "is missing"));
    assertThat(decode(Kind.ALPHA_INFERENCE_POOL, "{metadata: {name: p}}"))
        .isEqualTo(new Malformed("spec", "is missing"));
    assertThat(decode(Kind.ALPHA_INFERENCE_POOL, "{metadata: {name: p}, spec: null}"))
        .isEqualTo(new Malformed("spec", "is missing"));
    assertThat(decode(Kind.NAMESPACE, "{metadata: {name: n}}")).isInstanceOf(Decoded.class);
  }

  @Test
  void nullMeansAbsent() {
    Decoded decoded =
        (Decoded)
            decode(
                Kind.ALPHA_INFERENCE_POOL,
                "{metadata: {name: p, labels: null}, spec: {selector: null, targetPortNumber: null, extensionRef: null}}");

    assertThat(((AlphaInferencePool) decoded.object()).spec().selector()).isEmpty();
  }
}
