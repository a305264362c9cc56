package io.aigw.operator.kubernetes.status;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.operator.kubernetes.reconcile.KindOperator;
import io.aigw.operator.kubernetes.reconcile.Spacing;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The reconciler of one kind's statuses at work. */
final class StatusController implements AutoCloseable {

  private final StatusReconciler reconciler;
  private final KindOperator operator;

  StatusController(
      KubernetesClient client,
      Kind kind,
      String version,
      Set<String> namespaces,
      StatusReconciler reconciler) {
    this.reconciler = reconciler;
    operator =
        new KindOperator(
            kind.singular() + "-status",
            client,
            kind,
            version,
            namespaces,
            StatusItems::new,
            pace(kind),
            reconciler);
  }

  /**
   * A Gateway's status counts its routes, a pool's its endpoints, and both may come by the
   * thousand: it is said twice in half a second how many there are, not for each of them.
   */
  private static RateLimiter<?> pace(Kind kind) {
    return kind == Kind.GATEWAY || kind.isPool()
        ? new Spacing(2, Duration.ofMillis(500))
        : LinearRateLimiter.deactivatedRateLimiter();
  }

  void wake(ObjectKey object) {
    reconciler.wake(object);
  }

  /** Why some changes are no longer seen; empty as long as they are. */
  Optional<String> failure() {
    return operator.failure();
  }

  @Override
  public void close() {
    operator.close();
  }
}
