package io.aigw.operator.picker;

import io.aigw.api.Kind;
import io.aigw.decide.EndpointPicker;
import io.aigw.decide.ServedPool;
import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.kubernetes.ApiServer;
import io.aigw.operator.kubernetes.NamespacedName;
import io.aigw.operator.kubernetes.store.KubernetesStore;
import io.aigw.operator.picker.PickerSettings.ServedPort;
import io.aigw.operator.serve.GrpcServer;
import io.aigw.pick.Pool;
import io.aigw.resolve.Resolver;
import io.aigw.resource.Lookup;
import io.aigw.signal.Scraper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Endpoint pickers for pools of a cluster, which any gateway that speaks their protocol can ask. An
 * API server that is away, at the start or later, is waited for; meanwhile what was known last
 * holds.
 */
public final class PoolPickers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PoolPickers.class);

  private static final Set<Kind> READ =
      EnumSet.of(
          Kind.INFERENCE_POOL,
          Kind.ALPHA_INFERENCE_POOL,
          Kind.INFERENCE_MODEL,
          Kind.INFERENCE_OBJECTIVE,
          Kind.FORMER_INFERENCE_OBJECTIVE,
          Kind.INFERENCE_MODEL_REWRITE,
          Kind.FORMER_INFERENCE_MODEL_REWRITE,
          Kind.POD);

  /** How gateways and probes ask for the health of a picker of their own. */
  private static final String PICKER = "envoy.service.ext_proc.v3.ExternalProcessor";

  /** How long requests have to end that are under way when the process is told to. */
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private static final int WINDOW_BYTES = 1 << 20;

  /** What comes with a body in its message. */
  private static final int ENVELOPE_BYTES = 1 << 20;

  /** More often gateways need not ask whether a connection stands. */
  private static final long PING_SECONDS = 5;

  /** What is to be closed, the last one first. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private final ExecutorService rounds =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("pools").unstarted(task));
  private final AtomicBoolean due = new AtomicBoolean();
  private final List<FollowedPool> pools = new CopyOnWriteArrayList<>();
  private final Map<NamespacedName, GrpcServer> servers = new ConcurrentHashMap<>();
  private final KubernetesStore store;
  private final GrpcServer health;
  private volatile boolean known;
  private volatile boolean ending;

  /**
   * Starts them; returns when everything is under way.
   *
   * @throws IOException if it cannot listen where it is told to, or has no certificate to show
   */
  public PoolPickers(PickerSettings settings) throws IOException {
    try {
      health = opened(serve(settings));
      Scraper scraper = opened(new Scraper());
      Resolver resolver = new Resolver(false);
      PickerTls tls = opened(new PickerTls(settings.encryption()));
      opened(rounds::shutdownNow);
      store =
          opened(
              new KubernetesStore(
                  opened(ApiServer.connect(settings.kubeconfig())),
                  settings.namespaces(),
                  READ,
                  this::wake,
                  versions -> {}));
      for (ServedPort served : settings.pools()) {
        FollowedPool pool =
            opened(new FollowedPool(served.pool(), resolver, scraper, settings.hold()));
        pools.add(pool);
        servers.put(served.pool(), serve(settings, tls, pool, served.port()));
      }
      store.start();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private GrpcServer serve(PickerSettings settings, PickerTls tls, FollowedPool pool, int port)
      throws IOException {
    EndpointPicker picker =
        new EndpointPicker(
            pool,
            settings.limits(),
            System::nanoTime,
            () -> ThreadLocalRandom.current().nextLong());
    BooleanSupplier serves = () -> known && !ending && pool.exists();
    GrpcServer server =
        opened(
            GrpcServer.start(
                new Address.Tcp(settings.host(), port),
                services -> {
                  tls.context().ifPresent(services::sslContext);
                  return services
                      .addService(picker)
                      .addService(new GrpcHealth(Map.of("", serves, PICKER, serves)))
                      .flowControlWindow(WINDOW_BYTES)
                      .maxInboundMessageSize(settings.limits().bodyBytes() + ENVELOPE_BYTES)
                      .permitKeepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                      .permitKeepAliveWithoutCalls(true);
                }));
    log.atInfo().addKeyValue("pool", pool.name()).addKeyValue("port", server.port()).log("serving");
    return server;
  }

  /** The services that probes of other pickers ask for. */
  private GrpcServer serve(PickerSettings settings) throws IOException {
    BooleanSupplier lives = () -> failures().isEmpty();
    BooleanSupplier ready = () -> waiting().isEmpty();
    return GrpcServer.start(
        new Address.Tcp(settings.host(), settings.healthPort()),
        services ->
            services.addService(
                new GrpcHealth(
                    Map.of(
                        "liveness",
                        lives,
                        "readiness",
                        ready,
                        "inference-extension",
                        ready,
                        PICKER,
                        ready,
                        "",
                        ready))));
  }

  /** The port where gateways ask about a pool. */
  public int port(NamespacedName pool) {
    return Optional.ofNullable(servers.get(pool)).orElseThrow().port();
  }

  /** The port of the probes. */
  public int healthPort() {
    return health.port();
  }

  /** Why changes are no longer seen; empty as long as they are. */
  public List<String> failures() {
    return store.failure().stream().toList();
  }

  /** What is waited for before requests can be served; empty: one pool at least can be. */
  public List<String> waiting() {
    if (ending) {
      return List.of("the process ends");
    }
    if (!known) {
      List<String> objects = store.waiting();
      return objects.isEmpty() ? List.of("nothing is known yet") : objects;
    }
    return pools.stream().anyMatch(FollowedPool::exists)
        ? List.of()
        : pools.stream().map(pool -> "there is no InferencePool " + pool.name()).toList();
  }

  /** The pools as they are known now. */
  public Stream<Pool> pools() {
    return pools.stream().flatMap(pool -> pool.get().stream()).map(ServedPool::pool);
  }

  /** Changes that come at once are followed together. */
  private void wake() {
    if (due.compareAndSet(false, true)) {
      rounds.execute(this::follow);
    }
  }

  private void follow() {
    due.set(false);
    Lookup objects = store.resources();
    for (FollowedPool pool : pools) {
      try {
        pool.follow(objects);
      } catch (RuntimeException e) {
        log.atError()
            .setCause(e)
            .addKeyValue("pool", pool.name())
            .log("a change could not be followed; the pool stays as it was");
      }
    }
    known = true;
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    opened.push(closeable);
    return closeable;
  }

  /** Lets the requests under way end, for a while, and takes no others. */
  @Override
  public void close() {
    ending = true;
    GrpcServer.drain(servers.values(), DRAIN);
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        log.atWarn().setCause(e).log("something could not be ended");
      }
    }
  }
}
