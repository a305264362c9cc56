package io.aigw.operator.picker;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.decide.ServedModel;
import io.aigw.decide.ServedPool;
import io.aigw.operator.files.FileSource;
import io.aigw.operator.kubernetes.NamespacedName;
import io.aigw.pick.Endpoint;
import io.aigw.resolve.Resolver;
import io.aigw.resource.ResourceSet;
import io.aigw.route.WeightedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedPoolTest {

  private static final String POOL =
      """
      apiVersion: inference.networking.k8s.io/v1
      kind: InferencePool
      metadata: {name: llama, namespace: llm}
      spec: {selector: {matchLabels: {app: llama}}, targetPorts: [{number: 8000}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: a, namespace: llm, labels: {app: llama}}
      status: {podIP: 10.1.2.3, conditions: [{type: Ready, status: "True"}]}
      """;

  private static final String MODEL =
      """
      apiVersion: inference.networking.x-k8s.io/v1alpha2
      kind: InferenceModel
      metadata: {name: m, namespace: llm}
      spec:
        modelName: m
        criticality: Sheddable
        targetModels: [{name: m-1}, {name: m-2}]
        poolRef: {group: inference.networking.k8s.io, name: llama}
      """;

  /** In both groups; what is of another pool does not count. */
  private static final String OBJECTIVES_AND_REWRITES =
      """
      apiVersion: llm-d.ai/v1alpha2
      kind: InferenceObjective
      metadata: {name: background, namespace: llm}
      spec: {priority: -1, poolRef: {name: llama}}
      ---
      apiVersion: inference.networking.x-k8s.io/v1alpha2
      kind: InferenceObjective
      metadata: {name: urgent, namespace: llm}
      spec: {priority: 5, poolRef: {name: llama}}
      ---
      apiVersion: llm-d.ai/v1alpha2
      kind: InferenceObjective
      metadata: {name: of-another, namespace: llm}
      spec: {priority: -1, poolRef: {name: other}}
      ---
      apiVersion: llm-d.ai/v1alpha2
      kind: InferenceModelRewrite
      metadata: {name: one, namespace: llm}
      spec:
        poolRef: {name: llama}
        rules: [{matches: [{model: {value: alias}}], targets: [{modelRewrite: a, weight: 9}, {modelRewrite: b}]}]
      ---
      apiVersion: inference.networking.x-k8s.io/v1alpha2
      kind: InferenceModelRewrite
      metadata: {name: rest, namespace: llm}
      spec: {poolRef: {name: llama}, rules: [{targets: [{modelRewrite: base}]}]}
      """;

  @TempDir private Path folder;

  private final FollowedPool pool =
      new FollowedPool(
          new NamespacedName("llm", "llama"),
          new Resolver(false),
          asked -> () -> {},
          Duration.ofSeconds(1));

  @Test
  void whatThereIsIsServed() throws Exception {
    assertThat(pool.get()).isEmpty();
    ServedPool plain = follow(POOL);
    assertThat(plain.pool().endpoints())
        .extracting(Endpoint::address)
        .containsExactly("10.1.2.3:8000");
    assertThat(plain.models()).isEmpty();
    assertThat(plain.rewrites().isEmpty()).isTrue();
    assertThat(plain.objectives()).isEmpty();
    assertThat(pool.exists()).isTrue();

    assertThat(follow(MODEL).pool().endpoints()).as("without the pool itself").isEmpty();
    assertThat(pool.exists()).isFalse();
  }

  @Test
  void modelsObjectivesAndRewritesAreWhatTheGatewayMakesOfThem() throws Exception {
    ServedPool served = follow(POOL + "---\n" + MODEL + "---\n" + OBJECTIVES_AND_REWRITES);
    assertThat(served.models())
        .contains(
            Map.of(
                "m",
                new ServedModel(
                    true, List.of(new WeightedName("m-1", 1), new WeightedName("m-2", 1)))));
    assertThat(served.objectives()).isEqualTo(Map.of("background", true, "urgent", false));
    assertThat(served.rewrites().names("alias"))
        .containsExactly(new WeightedName("a", 9), new WeightedName("b", 1));
    assertThat(served.rewrites().names("any")).containsExactly(new WeightedName("base", 1));
  }

  private ServedPool follow(String yaml) throws IOException {
    Path file = folder.resolve("objects.yaml");
    Files.writeString(file, yaml);
    try (FileSource source = new FileSource(List.of(file))) {
      pool.follow(ResourceSet.of(source.contents().objects()));
    }
    return pool.get().orElseThrow();
  }
}
