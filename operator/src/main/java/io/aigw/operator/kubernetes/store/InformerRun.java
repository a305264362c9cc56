package io.aigw.operator.kubernetes.store;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one informer. It tries again for ever, whatever the API server answers; should it end
 * all the same, that is told. Threadsafe.
 */
public final class InformerRun implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(InformerRun.class);

  private final String subject;
  private final SharedIndexInformer<?> informer;
  private final Runnable changed;
  private volatile boolean synced;
  private volatile boolean closed;
  private volatile @Nullable String trouble;

  /**
   * @param subject what is watched, for messages
   * @param changed called when the first list is in, and when the informer ends
   */
  public InformerRun(String subject, SharedIndexInformer<?> informer, Runnable changed) {
    this.subject = subject;
    this.informer = informer;
    this.changed = changed;
    informer.exceptionHandler((started, cause) -> retry(cause));
  }

  public void start() {
    informer
        .start()
        .whenComplete(
            (done, cause) -> {
              if (cause == null) {
                trouble = null;
                synced = true;
              }
              changed.run();
            });
    informer
        .stopped()
        .whenComplete(
            (done, cause) -> {
              if (!closed) {
                log.atError()
                    .setCause(cause)
                    .addKeyValue("informer", subject)
                    .log("informer ended");
                changed.run();
              }
            });
  }

  private boolean retry(Throwable cause) {
    if (!closed) {
      trouble = cause.getMessage();
      log.atWarn()
          .addKeyValue("informer", subject)
          .addKeyValue("cause", cause.getMessage())
          .log("cannot watch, will try again");
    }
    return true;
  }

  /** Whether the first list is in; stays true when the connection is lost later. */
  public boolean synced() {
    return synced;
  }

  /** Why the first list is not in yet; empty when it is. */
  Optional<String> waiting() {
    if (synced) {
      return Optional.empty();
    }
    String cause = trouble;
    return Optional.of(cause == null ? subject + " not listed yet" : subject + ": " + cause);
  }

  /** Why nothing new will come from this informer; empty as long as it lives. */
  public Optional<String> failure() {
    return !closed && informer.stopped().toCompletableFuture().isDone()
        ? Optional.of("the informer of " + subject + " ended")
        : Optional.empty();
  }

  @Override
  public void close() {
    closed = true;
    informer.stop();
  }
}
