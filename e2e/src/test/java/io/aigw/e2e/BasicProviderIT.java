package io.aigw.e2e;

import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.EnvoyPod;
import io.aigw.e2e.cluster.Reading;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Pki;
import io.aigw.e2e.kit.Program;
import io.aigw.e2e.kit.Programs;
import io.aigw.e2e.kit.Provider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The original's basic example with its OpenAI backend pointed at a server of ours, which has a
 * certificate for {@code api.openai.com} by an authority of its own: address, port and whom to
 * trust are all that is changed.
 */
@ExtendWith(ClusterExtension.class)
class BasicProviderIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(BasicProviderIT.class);

  private static final String NAME = "envoy-ai-gateway-basic";
  private static final String MODEL = "gpt-4o-mini";

  /** The one of the example. */
  private static final String KEY = "OPENAI_API_KEY";

  private static final String NEXT_KEY = "sk-next-0123456789";

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static Program controller;

  @SuppressWarnings("NullAway.Init")
  private static Provider provider;

  @SuppressWarnings("NullAway.Init")
  private static EnvoyPod envoy;

  @SuppressWarnings("NullAway.Init")
  private static Http gateway;

  @SuppressWarnings("NullAway.Init")
  private static Path example;

  @BeforeAll
  static void applyTheExample(TestCluster cluster) throws Exception {
    BasicProviderIT.cluster = cluster;
    provider = Provider.start(cluster.bindAddress(), "provider", KEY);
    String[] address = cluster.openToPods(provider.port()).split(":", 2);
    example = Checkout.OUTPUT.resolve("basic-with-provider.yaml");
    Files.writeString(
        example,
        once(
            once(
                Files.readString(Checkout.upstream("basic.yaml")),
                """
                    - fqdn:
                        hostname: api.openai.com
                        port: 443
                """,
                """
                    - ip:
                        address: %s
                        port: %s
                """
                    .formatted((Object[]) address)),
            """
                wellKnownCACertificates: "System"
                hostname: api.openai.com
            """,
            """
                caCertificateRefs: [{group: "", kind: ConfigMap, name: authorities}]
                hostname: api.openai.com
            """));
    Controller of = new Controller(cluster, PROGRAMS);
    controller = of.start();
    trust("authority.crt");
    cluster.kubectl("apply", "-f", example.toString()).succeeded();
    envoy = EnvoyPod.start(cluster, "default", NAME, of.xdsAddress(), 80);
    gateway = envoy.client();
  }

  @AfterAll
  static void deleteTheExample() throws Exception {
    envoy.delete();
    cluster
        .kubectl("delete", "-f", example.toString(), "--ignore-not-found", "--wait=false")
        .succeeded();
    cluster.kubectl("delete", "configmap", "authorities").succeeded();
    provider.close();
  }

  @BeforeEach
  void everythingIsRight() throws Exception {
    provider.take(KEY);
    key(KEY);
    trust("authority.crt");
    hostname("api.openai.com");
    eventually(() -> assertThat(gateway.chat(MODEL).status()).isEqualTo(200));
    provider.authorizations();
  }

  @Test
  void theProviderGetsTheKeyAndNotTheClients() throws Exception {
    assertThat(gateway.chat(MODEL, "authorization", "Bearer of-the-client").status())
        .isEqualTo(200);
    assertThat(provider.authorizations()).containsExactly(List.of("Bearer " + KEY));

    JsonNode policy = object("backendtlspolicies.gateway.networking.k8s.io", NAME + "-openai-tls");
    JsonNode ancestor = policy.at("/status/ancestors/0");
    assertThat(ancestor.at("/ancestorRef/name").asText()).isEqualTo(NAME);
    assertThat(Reading.condition(ancestor, "Accepted").status()).isEqualTo("True");
    assertThat(Reading.condition(ancestor, "ResolvedRefs").status()).isEqualTo("True");
  }

  @Test
  void aNewKeyIsUsedAtOnceAndSaidNowhere() throws Exception {
    provider.take(NEXT_KEY);
    key(NEXT_KEY);

    eventually(() -> assertThat(gateway.chat(MODEL).status()).isEqualTo(200));

    assertThat(envoy.configuration())
        .contains("credential/default/" + NAME + "-openai-apikey")
        .doesNotContain(KEY, NEXT_KEY);
    assertThat(controller.log()).doesNotContain(KEY, NEXT_KEY);
    for (String kind :
        List.of("gateways", "aigatewayroutes", "aiservicebackends", "backendsecuritypolicies")) {
      String statuses =
          cluster.kubectl("get", kind, "-o", "jsonpath={.items[*].status}").succeeded().out();
      assertThat(statuses).as(kind).isNotEmpty().doesNotContain(KEY, NEXT_KEY);
    }
  }

  @Test
  void withoutItsKeyTheProviderIsNotSpokenTo() throws Exception {
    cluster.kubectl("delete", "secret", NAME + "-openai-apikey").succeeded();

    eventually(() -> assertThat(gateway.chat(MODEL).status()).isEqualTo(500));
    provider.authorizations();
    assertThat(gateway.chat(MODEL, "authorization", "Bearer " + KEY).status()).isEqualTo(500);
    assertThat(provider.authorizations()).isEmpty();
    eventually(
        () ->
            assertThat(
                    Reading.condition(
                            object("aiservicebackends", NAME + "-openai").path("status"),
                            "ResolvedRefs")
                        .message())
                .contains("secret default/" + NAME + "-openai-apikey does not exist"));
  }

  @Test
  void aProviderThatNobodyVouchesForIsNotSpokenTo() throws Exception {
    trust("other-authority.crt");
    eventually(() -> assertThat(gateway.chat(MODEL).status()).isEqualTo(503));
  }

  @Test
  void aProviderWithAnothersNameIsNotSpokenTo() throws Exception {
    hostname("api.example.com");
    eventually(() -> assertThat(gateway.chat(MODEL).status()).isEqualTo(503));
  }

  private static void key(String value) throws Exception {
    cluster.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s-openai-apikey, namespace: default}
        stringData: {apiKey: %s}
        """
            .formatted(NAME, value));
  }

  private static void trust(String file) throws Exception {
    cluster.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: authorities, namespace: default}
        data:
          ca.crt: |
        %s\
        """
            .formatted(Pki.text(file).indent(4)));
  }

  private static void hostname(String name) throws Exception {
    cluster
        .kubectl(
            "patch",
            "backendtlspolicies.gateway.networking.k8s.io",
            NAME + "-openai-tls",
            "--type=merge",
            "-p",
            "{\"spec\":{\"validation\":{\"hostname\":\"%s\"}}}".formatted(name))
        .succeeded();
  }

  private static JsonNode object(String kind, String name) throws Exception {
    return Http.json(cluster.kubectl("get", kind, name, "-o", "json").succeeded().out());
  }

  private static String once(String text, String from, String to) {
    if (text.split(java.util.regex.Pattern.quote(from), -1).length != 2) {
      throw new IllegalArgumentException("not exactly once: " + from);
    }
    return text.replace(from, to);
  }
}
