package io.aigw.operator.kubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.Secret;
import io.aigw.operator.testing.Eventually;
import io.aigw.operator.testing.FakeApiServer;
import io.aigw.operator.testing.FakeApiServer.Answer;
import io.aigw.resource.ObjectDecoder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KindInformerTest {

  private static final String SECRETS =
      """
      {"apiVersion": "v1", "kind": "SecretList", "metadata": {"resourceVersion": "1"}, "items": [
        {"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": {"apiKey": "c2stMQ=="},
         "metadata": {"name": "key", "namespace": "ns", "resourceVersion": "1"}}]}
      """;

  @Test
  void secretsThatHaveNothingForTheGatewayStayOnTheApiServer() throws Exception {
    try (FakeApiServer server = new FakeApiServer(request -> new Answer(200, SECRETS));
        KubernetesClient client = server.client();
        KindInformer informer =
            new KindInformer(Kind.SECRET, client, Set.of(), new ObjectDecoder(), () -> {})) {
      informer.read("v1");
      Eventually.holds(informer::synced);

      assertThat(informer.objects().values())
          .singleElement()
          .isInstanceOfSatisfying(
              Secret.class, secret -> assertThat(secret.text("apiKey")).contains("sk-1"));
      assertThat(fieldSelector(server.requests().getFirst().query()))
          .contains("type!=helm.sh/release.v1", "type!=kubernetes.io/service-account-token");
    }
  }

  private static List<String> fieldSelector(String query) {
    return List.of(query.split("&")).stream()
        .filter(parameter -> parameter.startsWith("fieldSelector="))
        .map(parameter -> URLDecoder.decode(parameter, StandardCharsets.UTF_8))
        .flatMap(parameter -> List.of(parameter.substring(14).split(",")).stream())
        .toList();
  }
}
