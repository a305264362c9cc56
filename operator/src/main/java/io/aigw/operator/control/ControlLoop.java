package io.aigw.operator.control;

import io.aigw.api.ObjectKey;
import io.aigw.compile.Compilation;
import io.aigw.ir.GatewayPlan;
import io.aigw.resource.ResourceSet;
import io.aigw.xds.publish.Publisher;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that makes configuration of resources: wakes, takes the newest resources, compiles
 * them, publishes what differs, and tells the observers.
 *
 * <p>Whatever goes wrong in a round (a bug, since errors of resources are values) is logged and
 * harms nothing but what it concerns: a Gateway that cannot be translated keeps the configuration
 * that it has, the other Gateways get theirs, and the next change starts the next round.
 */
public final class ControlLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlLoop.class);

  private final Supplier<ResourceSet> source;
  private final Function<ResourceSet, Compilation> compiler;
  private final Publisher publisher;
  private final List<RoundObserver> observers;
  private final ChangeSignal changes;
  private final Thread thread;

  /** The plans that are published; touched by the loop's thread alone. */
  private final Map<ObjectKey, GatewayPlan> served = new TreeMap<>();

  private @Nullable Compilation previous;

  /**
   * A loop that waits for its first {@link #wake}.
   *
   * @param source gives the newest resources; called on the loop's thread, once a round
   */
  public ControlLoop(
      Supplier<ResourceSet> source,
      Function<ResourceSet, Compilation> compiler,
      Publisher publisher,
      List<RoundObserver> observers,
      Pace pace) {
    this.source = source;
    this.compiler = compiler;
    this.publisher = publisher;
    this.observers = List.copyOf(observers);
    this.changes = new ChangeSignal(pace);
    this.thread = Thread.ofPlatform().name("control-loop").daemon().start(this::run);
  }

  /** Says that the source may have something new. From any thread; never blocks for long. */
  public void wake() {
    changes.raise();
  }

  /** Ends the loop; a round that is under way is finished first. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        changes.take();
        attempt("compile", "everything", this::round);
      }
    } catch (InterruptedException e) {
      log.debug("the control loop ends");
    }
  }

  private void round() {
    Compilation current = compiler.apply(source.get());
    current
        .gateways()
        .forEach(
            (gateway, plan) ->
                attempt("publish", gateway.qualifiedName(), () -> publish(gateway, plan)));
    for (ObjectKey gateway : List.copyOf(served.keySet())) {
      if (!current.gateways().containsKey(gateway)) {
        attempt("retire", gateway.qualifiedName(), () -> retire(gateway));
      }
    }
    for (RoundObserver observer : observers) {
      attempt("observe", "the round", () -> observer.compiled(previous, current));
    }
    previous = current;
  }

  private void publish(ObjectKey gateway, GatewayPlan plan) {
    if (!plan.equals(served.get(gateway))) {
      publisher.publish(plan);
      served.put(gateway, plan);
    }
  }

  private void retire(ObjectKey gateway) {
    publisher.retire(gateway.qualifiedName());
    served.remove(gateway);
  }

  /** Errors are caught too: a loop that is gone would leave the gateway deaf to every change. */
  private static void attempt(String step, String subject, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      log.atError()
          .setCause(e)
          .addKeyValue("step", step)
          .addKeyValue("subject", subject)
          .log("a step of the control loop failed; what it concerns stays as it was");
    }
  }
}
