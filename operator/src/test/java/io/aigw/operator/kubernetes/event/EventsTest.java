package io.aigw.operator.kubernetes.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aigw.operator.kubernetes.event.Events.Severity;
import io.aigw.operator.testing.Eventually;
import io.aigw.operator.testing.FakeApiServer;
import io.aigw.operator.testing.FakeApiServer.Answer;
import io.aigw.operator.testing.FakeApiServer.Request;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectReference ROUTE =
      new ObjectReferenceBuilder()
          .withApiVersion("aigateway.envoyproxy.io/v1beta1")
          .withKind("AIGatewayRoute")
          .withNamespace("ns")
          .withName("route")
          .withUid("uid")
          .build();

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  /** What the API server has, by path. */
  private final Map<String, String> stored = new ConcurrentHashMap<>();

  @SuppressWarnings("NullAway.Init")
  private FakeApiServer server;

  @SuppressWarnings("NullAway.Init")
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init")
  private Events events;

  @BeforeEach
  void start() throws Exception {
    server = new FakeApiServer(this::answer);
    client = server.client();
    events = new Events(client, "replica-1", now::get);
  }

  @AfterEach
  void end() {
    events.close();
    client.close();
    server.close();
  }

  @Test
  void anEventSaysWhatHappenedToWhomAndWhoSaysIt() throws Exception {
    events.tell(ROUTE, Severity.WARNING, "RefusedByEnvoy", "no such filter");

    JsonNode event = awaitStored(1).getFirst();
    assertThat(event.at("/involvedObject/name").asText()).isEqualTo("route");
    assertThat(event.at("/involvedObject/uid").asText()).isEqualTo("uid");
    assertThat(event.at("/type").asText()).isEqualTo("Warning");
    assertThat(event.at("/reason").asText()).isEqualTo("RefusedByEnvoy");
    assertThat(event.at("/message").asText()).isEqualTo("no such filter");
    assertThat(event.at("/source/component").asText()).isEqualTo("aigw");
    assertThat(event.at("/reportingInstance").asText()).isEqualTo("replica-1");
    assertThat(event.at("/count").asInt()).isEqualTo(1);
  }

  @Test
  void theSameIsToldOnceInTenMinutesAndThenCounted() throws Exception {
    events.tell(ROUTE, Severity.WARNING, "Reason", "the same");
    now.set(now.get().plus(Duration.ofMinutes(9)));
    events.tell(ROUTE, Severity.WARNING, "Reason", "the same");
    events.tell(ROUTE, Severity.WARNING, "Reason", "something else");
    awaitStored(2);
    assertThat(requests("POST")).hasSize(2);

    now.set(now.get().plus(Duration.ofMinutes(2)));
    events.tell(ROUTE, Severity.WARNING, "Reason", "the same");

    Eventually.holds(
        () ->
            stored.values().stream()
                .map(EventsTest::tree)
                .anyMatch(event -> event.at("/count").asInt() == 2));
    assertThat(stored).hasSize(2);
  }

  @Test
  void whatIsTooLongForTheApiServerIsCut() throws Exception {
    events.tell(ROUTE, Severity.NORMAL, "Reason", "long ".repeat(1_000));

    assertThat(awaitStored(1).getFirst().at("/message").asText()).hasSize(1_000);
  }

  private List<JsonNode> awaitStored(int count) throws Exception {
    Eventually.holds(() -> stored.size() == count);
    return stored.values().stream().map(EventsTest::tree).toList();
  }

  private List<Request> requests(String method) {
    return server.requests().stream().filter(one -> one.method().equals(method)).toList();
  }

  private Answer answer(Request request) {
    return switch (request.method()) {
      case "POST" -> {
        String path = request.path() + "/" + tree(request.body()).at("/metadata/name").asText();
        yield stored.putIfAbsent(path, request.body()) == null
            ? new Answer(201, request.body())
            : new Answer(409, "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"code\": 409}");
      }
      case "GET" -> new Answer(200, stored.getOrDefault(request.path(), ""));
      case "PATCH" -> {
        ObjectNode event = (ObjectNode) tree(stored.getOrDefault(request.path(), ""));
        for (JsonNode step : tree(request.body())) { // replaces fields
          event.set(step.at("/path").asText().substring(1), step.at("/value"));
        }
        stored.put(request.path(), event.toString());
        yield new Answer(200, event.toString());
      }
      default -> throw new IllegalStateException(request.toString());
    };
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
