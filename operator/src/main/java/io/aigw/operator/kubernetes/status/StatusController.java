package io.aigw.operator.kubernetes.status;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.operator.kubernetes.store.Resources;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;

/**
 * The reconciler of one kind's statuses at work, in an operator of its own: definitions come and go
 * while the program runs, and an operator takes no reconciler once it is started.
 */
final class StatusController implements AutoCloseable {

  /** Writes under way at a time. */
  private static final int CONCURRENCY = 8;

  private final StatusReconciler reconciler;
  private final Operator operator;
  private final Thread starter;

  StatusController(
      KubernetesClient client,
      Kind kind,
      String version,
      Set<String> namespaces,
      StatusReconciler reconciler) {
    this.reconciler = reconciler;
    String name = kind.singular() + "-status";
    operator =
        new Operator(
            configuration ->
                configuration
                    .withKubernetesClient(new KindClient(client, Resources.context(kind, version)))
                    .withCloseClientOnStop(false)
                    .withExecutorService(
                        Executors.newFixedThreadPool(
                            CONCURRENCY, Thread.ofVirtual().name(name, 0).factory()))
                    // the definition may go, the server may be away: never the end of the program
                    .withStopOnInformerErrorDuringStartup(false)
                    .withInformerStoppedHandler((informer, cause) -> {})
                    .withReconciliationTerminationTimeout(Duration.ofSeconds(1)));
    operator.register(
        reconciler,
        configuration -> {
          configuration
              .withName(name)
              .withFieldManager(StatusWriters.FIELD_MANAGER)
              .withReconciliationMaxInterval(null)
              .withRetry(retry());
          if (namespaces.isEmpty() || !kind.namespaced()) {
            configuration.withItemStore(new StatusItems());
          } else { // whose informers would share the items, and remove each other's
            configuration.settingNamespaces(namespaces);
          }
        });
    starter = Thread.ofVirtual().name(name).start(operator::start); // waits for the first list
  }

  private static GenericRetry retry() {
    return new GenericRetry()
        .setInitialInterval(Duration.ofMillis(100))
        .setIntervalMultiplier(2)
        .setMaxInterval(30_000)
        .withoutMaxAttempts();
  }

  void wake(ObjectKey object) {
    reconciler.wake(object);
  }

  @Override
  public void close() {
    starter.interrupt();
    operator.stop();
  }
}
