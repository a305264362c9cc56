package io.aigw.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatewayFilesTest {

  private final GatewayFiles files = new GatewayFiles(1, 2, 3);

  @Test
  void onlyTheLastOfManyRulesLeadsToTheRightUpstream() {
    String yaml = files.rules(250);

    assertThat(yaml.split("name: x-ai-eg-model", -1)).hasSize(250 + 1);
    assertThat(yaml.split("kind: AIGatewayRoute", -1)).hasSize(3 + 1);
    assertThat(yaml).contains("value: other-model-248\n").doesNotContain("other-model-249");
    assertThat(yaml.substring(yaml.indexOf("value: bench-model")))
        .isEqualTo("value: bench-model\n      backendRefs:\n        - name: right\n");
  }

  @Test
  void aPoolSelectsTheRightUpstreamAndRenamesTheModel() {
    assertThat(files.rewriting())
        .contains("targetPortNumber: 2\n  selector:\n    bench: right\n")
        .contains("modelName: bench-model\n")
        .contains("    - name: bench-model-as-served\n");
  }
}
