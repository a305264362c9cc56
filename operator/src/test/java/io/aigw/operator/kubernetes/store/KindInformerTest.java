package io.aigw.operator.kubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aigw.api.Kind;
import io.aigw.api.Secret;
import io.aigw.operator.testing.Eventually;
import io.aigw.resource.ObjectDecoder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
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

  private final Queue<String> lists = new ConcurrentLinkedQueue<>();

  @Test
  void secretsThatHaveNothingForTheGatewayStayOnTheApiServer() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try (KubernetesClient client =
            new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder().withMasterUrl(url).build())
                .build();
        KindInformer informer =
            new KindInformer(Kind.SECRET, client, Set.of(), new ObjectDecoder(), () -> {})) {
      informer.read("v1");
      Eventually.holds(informer::synced);

      assertThat(informer.objects().values())
          .singleElement()
          .isInstanceOfSatisfying(
              Secret.class, secret -> assertThat(secret.text("apiKey")).contains("sk-1"));
      assertThat(fieldSelector(Objects.requireNonNull(lists.peek())))
          .contains("type!=helm.sh/release.v1", "type!=kubernetes.io/service-account-token");
    } finally {
      server.stop(0);
    }
  }

  private static List<String> fieldSelector(String query) {
    return List.of(query.split("&")).stream()
        .filter(parameter -> parameter.startsWith("fieldSelector="))
        .map(parameter -> URLDecoder.decode(parameter, StandardCharsets.UTF_8))
        .flatMap(parameter -> List.of(parameter.substring(14).split(",")).stream())
        .toList();
  }

  /** The list; there is no watch, which is tried again. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = String.valueOf(exchange.getRequestURI().getRawQuery());
      if (query.contains("watch=true")) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      lists.add(query);
      byte[] body = SECRETS.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("content-type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
