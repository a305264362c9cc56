package io.aigw.e2e;

import static io.aigw.e2e.cluster.Reading.Kind.AI_GATEWAY_ROUTE;
import static io.aigw.e2e.cluster.Reading.Kind.AI_SERVICE_BACKEND;
import static io.aigw.e2e.cluster.Reading.Kind.BACKEND_SECURITY_POLICY;
import static io.aigw.e2e.cluster.Reading.Kind.GATEWAY;
import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.EnvoyPod;
import io.aigw.e2e.cluster.Reading;
import io.aigw.e2e.cluster.Reading.Condition;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Http.Reply;
import io.aigw.e2e.kit.Programs;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The original's basic example, applied as it is: what can be served is, and the providers that ask
 * for more than there is say so and are not spoken to.
 */
@ExtendWith(ClusterExtension.class)
class BasicExampleIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(BasicExampleIT.class);

  private static final String EXAMPLE = Checkout.upstream("basic.yaml").toString();
  private static final String NAME = "envoy-ai-gateway-basic";

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static Reading reading;

  @SuppressWarnings("NullAway.Init")
  private static EnvoyPod envoy;

  @SuppressWarnings("NullAway.Init")
  private static Http gateway;

  @BeforeAll
  static void applyTheExample(TestCluster cluster) throws Exception {
    BasicExampleIT.cluster = cluster;
    reading = new Reading(cluster.client());
    Controller controller = new Controller(cluster, PROGRAMS);
    controller.start();
    cluster.kubectl("apply", "-f", EXAMPLE).succeeded();
    envoy = EnvoyPod.start(cluster, "default", NAME, controller.xdsAddress(), 80);
    gateway = envoy.client();
    eventually(
        () -> assertThat(gateway.chat("some-cool-self-hosted-model").status()).isEqualTo(200));
  }

  @AfterAll
  static void deleteTheExample() throws Exception {
    envoy.delete();
    cluster.kubectl("delete", "-f", EXAMPLE, "--wait=false").succeeded();
    reading.close();
  }

  @Test
  void theSelfHostedModelIsServed() throws Exception {
    Reply reply = gateway.chat("some-cool-self-hosted-model");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.server()).startsWith("test-" + NAME + "-testupstream-");
    assertThat(condition(AI_SERVICE_BACKEND, NAME + "-testupstream", "Accepted").status())
        .isEqualTo("True");
    eventually(() -> assertThat(condition(GATEWAY, NAME, "Programmed").status()).isEqualTo("True"));
  }

  @Test
  void theRouteIsAcceptedAndNamesWhatItDoesNotServe() {
    assertThat(condition(AI_GATEWAY_ROUTE, NAME, "Accepted").status()).isEqualTo("True");
    Condition resolved = condition(AI_GATEWAY_ROUTE, NAME, "ResolvedRefs");
    assertThat(resolved.status()).isEqualTo("False");
    assertThat(resolved.message())
        .contains("spec.rules[1]", NAME + "-aws", "credential")
        .doesNotContain("spec.rules[0]", "openai", "testupstream");
  }

  @Test
  void openAiIsConfiguredWithTlsAndItsKey() throws Exception {
    for (String type : List.of("Accepted", "ResolvedRefs")) {
      assertThat(condition(AI_SERVICE_BACKEND, NAME + "-openai", type).status()).isEqualTo("True");
      assertThat(condition(BACKEND_SECURITY_POLICY, NAME + "-openai-apikey", type).status())
          .isEqualTo("True");
    }
    assertThat(envoy.configuration())
        .contains("credential/default/" + NAME + "-openai-apikey", "\"sni\": \"api.openai.com\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "azure"})
  void aProviderSaysWhatIsMissing(String provider) {
    String backend = NAME + "-" + provider;
    assertThat(condition(AI_SERVICE_BACKEND, backend, "Accepted"))
        .satisfies(
            accepted -> {
              assertThat(accepted.status()).isEqualTo("False");
              assertThat(accepted.message()).contains("dialect");
            });
    assertThat(condition(AI_SERVICE_BACKEND, backend, "ResolvedRefs"))
        .satisfies(
            resolved -> {
              assertThat(resolved.status()).isEqualTo("False");
              assertThat(resolved.message()).contains("has no credential");
            });
    assertThat(condition(BACKEND_SECURITY_POLICY, backend + "-credentials", "Accepted").status())
        .isEqualTo("False");
  }

  @Test
  void nothingIsSentToAProviderThatCannotBeServed() throws Exception {
    Reply reply = gateway.chat("us.meta.llama3-2-1b-instruct-v1:0");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.json().at("/error/code").asText()).isEqualTo("backend_not_resolved");
    assertThat(envoy.configuration()).doesNotContain("amazonaws.com", "azure.com");
  }

  @Test
  void noSecretIsInWhatEnvoyGets() throws Exception {
    assertThat(envoy.configuration())
        .contains(NAME, "[redacted]")
        .doesNotContain("OPENAI_API_KEY", "AZURE_CLIENT_SECRET", "AWS_SECRET_ACCESS_KEY");
  }

  private static Condition condition(Reading.Kind kind, String name, String type) {
    return reading.condition(kind, "default", name, type);
  }
}
