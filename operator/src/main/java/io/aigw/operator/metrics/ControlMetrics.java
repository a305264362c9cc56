package io.aigw.operator.metrics;

import io.aigw.compile.Compilation;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** How the control plane keeps up with the objects. Threadsafe. */
public final class ControlMetrics {

  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final Histogram compilations;
  private final Histogram ages;
  private final Counter publications;
  private final Gauge objects;
  private final Gauge gateways;
  private final Gauge leader;

  /**
   * When the first change came that is in no round yet, by {@link System#nanoTime}; 0: none did.
   */
  private final AtomicLong firstChange = new AtomicLong();

  /** The same of the round that is under way. */
  private final AtomicLong oldestOfRound = new AtomicLong();

  public ControlMetrics(PrometheusRegistry registry) {
    compilations =
        seconds("aigw_compile_seconds", "What it took to compile what a round changed", registry);
    ages =
        seconds(
            "aigw_change_age_seconds",
            "From the first change of a round, as it was seen here, until it was published",
            registry);
    publications =
        Counter.builder()
            .name("aigw_publications_total")
            .help("Configurations that were published to a Gateway's Envoys")
            .labelNames("gateway")
            .register(registry);
    objects =
        Gauge.builder()
            .name("aigw_objects")
            .help("Objects on which there is a verdict")
            .register(registry);
    gateways =
        Gauge.builder().name("aigw_gateways").help("Gateways that are served").register(registry);
    leader =
        Gauge.builder()
            .name("aigw_leader")
            .help("1 for the replica that writes to the cluster")
            .register(registry);
  }

  private static Histogram seconds(String name, String help, PrometheusRegistry registry) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(SECONDS)
        .register(registry);
  }

  /** An object has changed. */
  public void changed() {
    firstChange.compareAndSet(0, System.nanoTime());
  }

  /** Compiles, and notes how long it took. */
  public Compilation compile(Supplier<Compilation> compiler) {
    long age = firstChange.getAndSet(0);
    long began = System.nanoTime();
    oldestOfRound.set(age == 0 ? began : age);
    Compilation result = compiler.get();
    compilations.observe(seconds(began));
    return result;
  }

  /** What was compiled is published. */
  public void published(Compilation current) {
    ages.observe(seconds(oldestOfRound.get()));
    objects.set(current.verdicts().size());
    gateways.set(current.gateways().size());
  }

  /** A Gateway's Envoys are told something new. */
  public void publication(String gateway) {
    publications.labelValues(gateway).inc();
  }

  /** This replica writes, or no longer does. */
  public void lead(boolean leading) {
    leader.set(leading ? 1 : 0);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
