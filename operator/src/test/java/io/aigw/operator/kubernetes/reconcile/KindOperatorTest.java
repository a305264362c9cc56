package io.aigw.operator.kubernetes.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.operator.testing.Eventually;
import io.aigw.operator.testing.FakeApiServer;
import io.aigw.operator.testing.FakeApiServer.Answer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KindOperatorTest {

  private static final String LIST =
      """
      {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayList",
       "metadata": {"resourceVersion": "1"}, "items": []}
      """;

  /** The framework gives up what it cannot read; nobody else would notice. */
  @Test
  void anInformerThatEndsIsAFailure() throws Exception {
    try (FakeApiServer server =
            new FakeApiServer(
                request -> new Answer(200, LIST.replace("[]", "[\"nothing that can be read\"]")));
        KubernetesClient client = server.client();
        KindOperator operator = operator(client)) {
      Eventually.holds(() -> operator.failure().isPresent());

      assertThat(operator.failure().orElseThrow()).contains("for test ended");
    }
  }

  @Test
  void anApiServerThatAnswersWithErrorsIsNone() throws Exception {
    try (FakeApiServer server = new FakeApiServer(request -> new Answer(500, "{}"));
        KubernetesClient client = server.client();
        KindOperator operator = operator(client)) {
      Eventually.holds(() -> server.requests().size() >= 2);

      assertThat(operator.failure()).isEmpty();
    }
  }

  @Test
  void oneThatIsEndedIsNone() throws Exception {
    try (FakeApiServer server = new FakeApiServer(request -> new Answer(200, LIST));
        KubernetesClient client = server.client()) {
      KindOperator ended;
      try (KindOperator operator = operator(client)) {
        Eventually.holds(() -> !server.requests().isEmpty());
        ended = operator;
      }
      assertThat(ended.failure()).isEmpty();
    }
  }

  private static KindOperator operator(KubernetesClient client) {
    return new KindOperator(
        "test",
        client,
        Kind.GATEWAY,
        "v1",
        Set.of(),
        () -> new BasicItemStore<>(Cache::metaNamespaceKeyFunc),
        LinearRateLimiter.deactivatedRateLimiter(),
        new Idle());
  }

  private static final class Idle implements Reconciler<GenericKubernetesResource> {
    @Override
    public UpdateControl<GenericKubernetesResource> reconcile(
        GenericKubernetesResource resource, Context<GenericKubernetesResource> context) {
      return UpdateControl.noUpdate();
    }
  }
}
