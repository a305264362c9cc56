package io.aigw.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.kit.Aigw;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code aigw check}: a table for people, an exit code for machines. */
class CheckIT {

  @Test
  void whatIsAcceptedExitsWith0AndSaysEveryRulesWay() throws Exception {
    Outcome outcome = Aigw.run("check", Checkout.upstream("inference_extension.yaml").toString());
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.out())
        .containsPattern("(?i)gateway default/inference-extension-example +accepted")
        .containsPattern("(?i)aigatewayroute default/inference-extension-example +accepted")
        .containsPattern("(?i)inferencepool default/inference-extension-example-pool +accepted")
        .containsPattern("default/inference-extension-example 0 +native");
    assertThat(outcome.out()).doesNotContain("rejected");
  }

  @Test
  void whatIsRejectedExitsWith1AndSaysWhy() throws Exception {
    Outcome outcome = Aigw.run("check", Checkout.upstream("basic.yaml").toString());
    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.out())
        .containsPattern(
            "(?i)aiservicebackend default/envoy-ai-gateway-basic-testupstream +accepted")
        .containsPattern("(?i)aiservicebackend default/envoy-ai-gateway-basic-openai +accepted")
        .containsPattern(
            "(?i)aiservicebackend default/envoy-ai-gateway-basic-aws +rejected +UnsupportedProtocol");
  }

  @Test
  void aFileThatIsNoYamlIsNamed() throws Exception {
    Path directory = Files.createDirectories(Checkout.OUTPUT.resolve("check"));
    Files.writeString(directory.resolve("broken.yaml"), "kind: [");
    Outcome outcome = Aigw.run("check", directory.toString());
    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.out() + outcome.err()).contains("broken.yaml");
  }

  @Test
  void aPathThatIsNotThereIsNamed() throws Exception {
    Outcome outcome = Aigw.run("check", "no/such/file.yaml");
    assertThat(outcome.exitCode()).isNotZero();
    assertThat(outcome.err()).contains("no/such/file.yaml");
  }
}
