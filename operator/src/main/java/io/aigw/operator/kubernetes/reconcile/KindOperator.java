package io.aigw.operator.kubernetes.reconcile;

import io.aigw.api.Kind;
import io.aigw.operator.kubernetes.store.Resources;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reconciler of one kind's objects at work, in an operator of its own: definitions come and go
 * while the program runs, and an operator takes no reconciler once it is started.
 */
public final class KindOperator implements AutoCloseable {

  /** Who has written a field, as {@code managedFields} name it. */
  public static final String FIELD_MANAGER = "aigw";

  /** Objects under way at a time. */
  private static final int CONCURRENCY = 8;

  private static final Logger log = LoggerFactory.getLogger(KindOperator.class);

  private final String name;
  private final Operator operator;
  private final Thread starter;
  private volatile @Nullable String ended;

  /**
   * Starts it; objects that are there are reconciled before long.
   *
   * @param name of the operator; one of this program's has it
   * @param namespaces to look at; empty: all of the cluster
   * @param items keeps what is needed of an object
   * @param pace how often one and the same object is reconciled at most
   */
  public KindOperator(
      String name,
      KubernetesClient client,
      Kind kind,
      String version,
      Set<String> namespaces,
      Supplier<ItemStore<GenericKubernetesResource>> items,
      RateLimiter<?> pace,
      Reconciler<GenericKubernetesResource> reconciler) {
    this.name = name;
    operator =
        new Operator(
            configuration ->
                configuration
                    .withKubernetesClient(new KindClient(client, Resources.context(kind, version)))
                    .withCloseClientOnStop(false)
                    .withExecutorService(
                        Executors.newFixedThreadPool(
                            CONCURRENCY, Thread.ofVirtual().name(name, 0).factory()))
                    .withWorkflowExecutorService(Executors.newVirtualThreadPerTaskExecutor())
                    // would be one more field of every object that is owned
                    .withPreviousAnnotationForDependentResources(false)
                    // the definition may go, the server may be away: never the end of the program
                    .withStopOnInformerErrorDuringStartup(false)
                    .withInformerStoppedHandler(this::stopped)
                    .withReconciliationTerminationTimeout(Duration.ofSeconds(1)));
    operator.register(
        reconciler,
        configuration -> {
          configuration
              .withName(name)
              .withFieldManager(FIELD_MANAGER)
              .withReconciliationMaxInterval(null)
              .withRetry(retry())
              .withRateLimiter(pace);
          if (namespaces.isEmpty() || !kind.namespaced()) {
            configuration.withItemStore(items.get());
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

  /** An informer has stopped; without a cause where it was told to. */
  private void stopped(SharedIndexInformer<?> informer, @Nullable Throwable cause) {
    if (cause != null) {
      ended = informer.getApiTypeClass().getSimpleName();
      log.atError()
          .setCause(cause)
          .addKeyValue("operator", name)
          .addKeyValue("informer", ended)
          .log("informer ended");
    }
  }

  /** Why some changes are no longer seen; empty as long as they are. */
  public Optional<String> failure() {
    return Optional.ofNullable(ended)
        .map(type -> "the informer of " + type + " for " + name + " ended");
  }

  /** Ends it; waits for what is under way, but not for long. */
  @Override
  public void close() {
    starter.interrupt();
    operator.stop();
  }
}
