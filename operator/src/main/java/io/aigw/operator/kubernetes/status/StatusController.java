package io.aigw.operator.kubernetes.status;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.operator.kubernetes.reconcile.KindOperator;
import io.fabric8.kubernetes.client.KubernetesClient;
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
            reconciler);
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
