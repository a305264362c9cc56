package io.aigw.operator.kubernetes;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.compile.Compilation;
import io.aigw.compile.Compiler;
import io.aigw.decide.Processor;
import io.aigw.ir.GatewayPlan;
import io.aigw.operator.control.ControlLoop;
import io.aigw.operator.control.Pace;
import io.aigw.operator.control.RoundObserver;
import io.aigw.operator.control.SteadySource;
import io.aigw.operator.kubernetes.event.Events;
import io.aigw.operator.kubernetes.infrastructure.Infrastructure;
import io.aigw.operator.kubernetes.infrastructure.InfrastructureSettings;
import io.aigw.operator.kubernetes.memory.KeptVersions;
import io.aigw.operator.kubernetes.replica.Replica;
import io.aigw.operator.kubernetes.replica.ReplicaSettings;
import io.aigw.operator.kubernetes.replica.Report;
import io.aigw.operator.kubernetes.status.EnvoyAnswers;
import io.aigw.operator.kubernetes.status.Provision;
import io.aigw.operator.kubernetes.status.StatusWriters;
import io.aigw.operator.kubernetes.store.KubernetesStore;
import io.aigw.operator.kubernetes.trust.AuthoritySecret;
import io.aigw.operator.metrics.ControlMetrics;
import io.aigw.operator.metrics.XdsMetrics;
import io.aigw.operator.processor.Pickers;
import io.aigw.operator.refusal.RefusalLog;
import io.aigw.operator.refusal.Refusals;
import io.aigw.operator.report.ChangeLog;
import io.aigw.operator.serve.GrpcServer;
import io.aigw.operator.serve.HealthServer;
import io.aigw.operator.trust.Authority;
import io.aigw.operator.trust.Door;
import io.aigw.operator.trust.ServerTls;
import io.aigw.resource.ResourceSet;
import io.aigw.xds.publish.XdsPublisher;
import io.aigw.xds.server.XdsObserver;
import io.aigw.xds.server.XdsServer;
import io.aigw.xds.server.XdsSettings;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.translate.GatewayTranslator;
import io.aigw.xds.translate.ModelCatalogues;
import io.aigw.xds.translate.PlannedMembers;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.netty.NettyServerBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway that is configured by an API server: reads its objects, compiles them, serves Envoys,
 * writes statuses. An API server that is away, at the start or later, is waited for.
 */
public final class KubernetesController implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KubernetesController.class);

  /**
   * How long Envoys have to come back, after a start or a lost connection, until they count as
   * away.
   */
  private static final long RECONNECTION_SECONDS = 30;

  /**
   * How long an Envoy stays at one replica, 10 % more or less as gRPC draws it for each connection:
   * a replica that is added or comes back has its share of them within that time. The rest is for
   * questions that are under way.
   */
  private static final long CONNECTION_MINUTES = 30;

  private static final long CONNECTION_GRACE_SECONDS = 10;

  /** What is to be closed, the last one first. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private final EnvoyAnswers answers = new EnvoyAnswers(this::answered);
  private final ModelCatalogues models = new ModelCatalogues();
  private final PlannedMembers members = new PlannedMembers();
  private final KubernetesStore store;
  private final Refusals refusals;
  private final Telling telling;
  private final ControlMetrics control;
  private final KeptVersions kept;
  private final StatusWriters statuses;
  private final XdsServer xds;
  private final Optional<Infrastructure> infrastructure;
  private final Optional<AuthoritySecret> authority;
  private final ServerTls tls = new ServerTls(InstantSource.system());
  private final Optional<Replica> replica;
  private final ControlLoop loop;
  private final GrpcServer server;
  private final HealthServer health;
  private volatile boolean compiled;

  /**
   * Starts it; returns when everything is under way.
   *
   * @throws IOException if it cannot listen where it is told to
   */
  public KubernetesController(KubernetesSettings settings) throws IOException {
    try {
      KubernetesClient client = opened(ApiServer.connect(settings.kubeconfig()));
      store =
          opened(new KubernetesStore(client, settings.namespaces(), this::wake, this::installed));
      authority = settings.authority().map(secret -> opened(authority(client, secret)));
      Events events =
          opened(
              new Events(
                  client,
                  settings.replica().map(ReplicaSettings::name).orElse("aigw"),
                  InstantSource.system()));
      telling = new Telling(events, store::resources);
      kept = opened(new KeptVersions(client, settings.namespaces()));
      infrastructure =
          settings.infrastructure().map(wanted -> opened(infrastructure(client, settings, wanted)));
      XdsPublisher publisher =
          new XdsPublisher(gateway -> new GatewayTranslator(settings.translation()), new Sink());
      refusals =
          new Refusals(
              List.of(
                  new RefusalLog(object -> Optional.empty()),
                  telling,
                  (object, before, after) -> answered(object)),
              publisher::isUnderTrial,
              afterReconnection());
      statuses =
          opened(
              new StatusWriters(
                  client,
                  settings.namespaces(),
                  store::contains,
                  answers,
                  this::provision,
                  refusals));
      PrometheusRegistry registry = new PrometheusRegistry();
      XdsMetrics metrics = new XdsMetrics(registry);
      control = new ControlMetrics(registry);
      xds =
          opened(
              new XdsServer(
                  XdsSettings.outlasting(settings.translation().requests().longestUpload()),
                  XdsObserver.all(
                      List.of(
                          publisher, answers, refusals, metrics, new AnyAnswer(this::report)))));
      metrics.show(xds::proxies);
      Pickers pickers = opened(new Pickers(members));
      server =
          opened(
              GrpcServer.start(
                  settings.xds(),
                  services ->
                      new Processor(models, pickers.pools())
                          .addTo(xds.addTo(secured(settings, services)))
                          .maxConnectionAge(CONNECTION_MINUTES, TimeUnit.MINUTES)
                          .maxConnectionAgeGrace(CONNECTION_GRACE_SECONDS, TimeUnit.SECONDS)));
      replica = settings.replica().map(who -> replica(client, who));
      loop =
          opened(
              new ControlLoop(
                  new SteadySource(store::resources, settings.compiler(), kept),
                  timed(new Compiler(settings.compiler())::compile),
                  publisher,
                  observers(),
                  Pace.DEFAULT));
      health = opened(new HealthServer(settings.health(), this::failures, this::waiting, registry));
      replica.ifPresent(this::opened);
      replica.ifPresent(Replica::start);
      authority.ifPresent(AuthoritySecret::start);
      store.start();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The port that Envoys connect to. */
  public int xdsPort() {
    return server.port();
  }

  /** The port of the probes. */
  public int healthPort() {
    return health.port();
  }

  private Infrastructure infrastructure(
      KubernetesClient client, KubernetesSettings settings, InfrastructureSettings wanted) {
    return new Infrastructure(
        client,
        settings.namespaces(),
        settings.compiler().controllerNames(),
        wanted,
        store::resources,
        this::provided,
        () -> authority.flatMap(AuthoritySecret::authority));
  }

  private AuthoritySecret authority(KubernetesClient client, NamespacedName secret) {
    return new AuthoritySecret(client, secret, InstantSource.system(), this::follow);
  }

  private void follow(Authority current) {
    tls.follow(current);
    infrastructure.ifPresent(Infrastructure::authorityChanged);
  }

  private NettyServerBuilder secured(KubernetesSettings settings, NettyServerBuilder services) {
    return settings.authority().isPresent()
        ? services.sslContext(tls.context()).intercept(new Door(members::has))
        : services;
  }

  private Replica replica(KubernetesClient client, ReplicaSettings who) {
    return new Replica(
        client,
        who,
        leads -> {
          lead(leads);
          if (leads) {
            telling.elected(who);
          }
        },
        () -> new Report(answers.here(), refusals.here()),
        (other, report) -> {
          answers.elsewhere(other, report.gateways());
          refusals.elsewhere(other, report.refused());
        });
  }

  private void report() {
    replica.ifPresent(Replica::changed);
  }

  private Provision provision(ObjectKey gateway) {
    return infrastructure.map(envoys -> envoys.of(gateway)).orElseGet(Provision.Elsewhere::new);
  }

  private List<RoundObserver> observers() {
    List<RoundObserver> observers = new ArrayList<>(List.of(answers, statuses, new ChangeLog()));
    infrastructure.ifPresent(observers::add);
    observers.add(this::compiled);
    observers.add((previous, current) -> report());
    return observers;
  }

  private Function<ResourceSet, Compilation> timed(Function<ResourceSet, Compilation> compiler) {
    return resources -> control.compile(() -> compiler.apply(resources));
  }

  private void wake() {
    control.changed();
    loop.wake();
  }

  private void installed(Map<Kind, String> versions) {
    statuses.serve(versions);
    kept.serve(versions);
    infrastructure.ifPresent(
        envoys -> envoys.serve(Optional.ofNullable(versions.get(Kind.GATEWAY))));
  }

  private void provided(ObjectKey gateway) {
    telling.provided(gateway, provision(gateway));
    answered(gateway);
  }

  private void answered(ObjectKey object) {
    statuses.wake(object);
  }

  private void compiled(@Nullable Compilation previous, Compilation current) {
    control.published(current);
    if (previous == null) {
      compiled = true;
      log.atInfo()
          .addKeyValue("gateways", current.gateways().size())
          .addKeyValue("objects", current.verdicts().size())
          .log("serving what the cluster says");
      replica.ifPresentOrElse(
          Replica::stand, () -> Thread.ofVirtual().name("status-writers").start(() -> lead(true)));
      afterReconnection().execute(this::expectEnvoys);
    }
  }

  private static Executor afterReconnection() {
    return CompletableFuture.delayedExecutor(RECONNECTION_SECONDS, TimeUnit.SECONDS);
  }

  /** From now on this process writes to the cluster, or no longer does. */
  private void lead(boolean leading) {
    control.lead(leading);
    telling.lead(leading);
    if (leading) {
      statuses.start();
      kept.start();
      infrastructure.ifPresent(Infrastructure::start);
    } else {
      statuses.stop();
      kept.stop();
      infrastructure.ifPresent(Infrastructure::stop);
    }
  }

  /** What Envoys have not said by now is not to be expected. */
  private void expectEnvoys() {
    answers.expectEnvoys();
    refusals.complete();
    statuses.wakeAll();
  }

  private final class Sink implements XdsPublisher.Sink {

    @Override
    public long publish(GatewayPlan plan, Snapshot snapshot) {
      models.publish(plan);
      members.publish(plan);
      refusals.publishing(plan);
      long number = xds.publish(plan.gateway(), snapshot);
      control.publication(plan.gateway());
      answers.published(plan.gateway(), number);
      return number;
    }

    @Override
    public void retire(String gateway) {
      models.retire(gateway);
      members.retire(gateway);
      xds.retire(gateway);
      answers.retired(gateway);
      refusals.retired(gateway);
    }
  }

  private List<String> failures() {
    return Stream.of(
            store.failure(),
            statuses.failure(),
            replica.flatMap(Replica::failure),
            authority.flatMap(AuthoritySecret::failure),
            infrastructure.flatMap(Infrastructure::failure))
        .flatMap(Optional::stream)
        .toList();
  }

  private List<String> waiting() {
    if (!compiled) {
      List<String> objects = store.waiting();
      return objects.isEmpty() ? List.of("nothing is compiled yet") : objects;
    }
    return authority.flatMap(AuthoritySecret::waiting).stream().toList();
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    opened.push(closeable);
    return closeable;
  }

  /** Ends everything that was started; Envoys go on with what they have. */
  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        log.atWarn().setCause(e).log("something could not be ended");
      }
    }
  }
}
