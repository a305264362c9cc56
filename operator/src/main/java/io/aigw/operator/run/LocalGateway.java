package io.aigw.operator.run;

import static java.util.stream.Collectors.toSet;

import io.aigw.api.ApiObject;
import io.aigw.compile.Compilation;
import io.aigw.compile.Compiler;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Listener;
import io.aigw.operator.control.ControlLoop;
import io.aigw.operator.control.Pace;
import io.aigw.operator.control.SteadySource;
import io.aigw.operator.files.FileContents;
import io.aigw.operator.files.FileSource;
import io.aigw.operator.local.BoundPorts;
import io.aigw.operator.local.EnvoyBinary;
import io.aigw.operator.local.EnvoyFleet;
import io.aigw.operator.local.SimulatedCluster;
import io.aigw.operator.local.SystemAuthorities;
import io.aigw.operator.local.Unavailable;
import io.aigw.operator.refusal.RefusalLog;
import io.aigw.operator.refusal.Refusals;
import io.aigw.operator.report.ChangeLog;
import io.aigw.pick.Pools;
import io.aigw.resource.ResourceSet;
import io.aigw.xds.publish.XdsPublisher;
import io.aigw.xds.server.XdsObserver;
import io.aigw.xds.server.XdsServer;
import io.aigw.xds.server.XdsSettings;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.translate.GatewayTranslator;
import io.aigw.xds.translate.ModelCatalogues;
import io.aigw.xds.translate.PlannedMembers;
import io.aigw.xds.translate.RequestLimits;
import io.aigw.xds.translate.TranslatorSettings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway on one machine that runs from files.
 *
 * <p>What takes long at the start goes on side by side: the sockets are opened and the model
 * servers start while the files are read and compiled. What was compiled is published when the
 * model servers are there, so that the first request to a listener that answers finds an endpoint.
 */
public final class LocalGateway implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LocalGateway.class);

  /** Model servers that take longer than this are not waited for. */
  private static final Duration SIMULATION_PATIENCE = Duration.ofSeconds(5);

  /** What is to be closed, the last one first. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private final CompletableFuture<Void> simulationSettled = new CompletableFuture<>();
  private final ModelCatalogues models = new ModelCatalogues();
  private final PlannedMembers members = new PlannedMembers();
  private final ChangeLog changeLog = new ChangeLog();
  private final Refusals refusals;
  private final RequestLimits requests;
  private final Compiler compiler;
  private final BoundPorts ports;
  private final String authorities;
  private final Announcements announcements;
  private final EnvoyReports reports;
  private final FileSource files;
  private final Optional<SimulatedCluster> simulation;
  private final EnvoyFleet envoys;
  private final XdsServer xds;
  private final Pools pools;
  private final ControlLoop loop;
  private ResourceSet resources = ResourceSet.empty();
  private volatile boolean released;
  private volatile Compilation compilation;

  /**
   * Starts a gateway; returns when everything is under way.
   *
   * @param onListener told of each listener once, when it answers; on any thread
   * @throws Unavailable when something is missing on this machine
   */
  public LocalGateway(LocalSettings settings, Consumer<LocalListener> onListener)
      throws Unavailable {
    try {
      requests = settings.requests();
      compiler = new Compiler(settings.compiler());
      SteadySource objects =
          new SteadySource(this::resources, settings.compiler(), SteadySource.Memory.NONE);
      ports = new BoundPorts(settings.address());
      authorities = SystemAuthorities.file(settings.environment());
      announcements = new Announcements(settings.address(), ports, onListener);
      reports = new EnvoyReports(this::announce);
      Path directory = temporaryDirectory();
      Path binary = EnvoyBinary.find(settings.envoy(), settings.environment());
      XdsPublisher publisher = new XdsPublisher(this::translator, new Sink());
      refusals =
          new Refusals(
              List.of(new RefusalLog(changeLog::placeOf)),
              publisher::isUnderTrial,
              CompletableFuture.delayedExecutor(30, TimeUnit.SECONDS));
      xds =
          opened(
              new XdsServer(
                  XdsSettings.outlasting(settings.requests().longestUpload()),
                  XdsObserver.all(List.of(publisher, reports, refusals))));
      FutureTask<LocalServers> opening =
          started(() -> new LocalServers(directory, xds, models, members));

      files = opened(files(settings.paths()));
      simulation = settings.simulator().map(java -> new SimulatedCluster(java, this::simulated));
      simulation.ifPresent(this::opened);
      follow(files.contents());
      compilation = compiler.compile(objects.get());
      changeLog.started(files.contents());
      changeLog.compiled(null, compilation);
      checkPorts(compilation);

      LocalServers servers = opened(result(opening));
      pools = servers.pools();
      envoys = opened(new EnvoyFleet(binary, directory, settings.workers(), servers::bootstrap));
      envoys.serve(gateways(compilation));
      loop =
          opened(
              new ControlLoop(
                  objects,
                  compiler::compile,
                  publisher,
                  List.of(changeLog, (previous, current) -> compiled(current)),
                  Pace.DEFAULT));
      warmUp(compilation);
      simulated();
      CompletableFuture<Void> _ =
          simulationSettled
              .completeOnTimeout(null, SIMULATION_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .thenRun(this::release);
      files.watch(this::filesChanged);
    } catch (Unavailable | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The pools whose endpoints it chooses. */
  public Pools pools() {
    return pools;
  }

  /** Ends everything that was started. */
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

  private synchronized ResourceSet resources() {
    List<ApiObject> objects = new ArrayList<>(files.contents().objects());
    simulation.ifPresent(cluster -> objects.addAll(cluster.endpointSlices()));
    resources = resources.next(objects);
    return resources;
  }

  private void follow(FileContents contents) {
    simulation.ifPresent(cluster -> cluster.follow(contents.objects(), contents.deployments()));
  }

  private void filesChanged(FileContents before, FileContents after) {
    changeLog.changed(before, after);
    follow(after);
    wake();
  }

  private void simulated() {
    if (simulation.map(SimulatedCluster::settled).orElse(true)) {
      simulationSettled.complete(null);
    }
    wake();
  }

  /** From now on every change is published. */
  private void release() {
    released = true;
    loop.wake();
  }

  private void wake() {
    if (released) {
      loop.wake();
    }
  }

  private GatewayTranslator translator(String gateway) {
    return new GatewayTranslator(
        new TranslatorSettings(
            ports.address().getHostAddress(),
            port -> boundPort(gateway, port),
            requests,
            authorities,
            false));
  }

  /** Translates for nothing while the model servers start: the second time it is much faster. */
  private void warmUp(Compilation first) {
    for (GatewayPlan plan : first.gateways().values()) {
      Snapshot _ = translator(plan.gateway()).translate(plan);
    }
  }

  private int boundPort(String gateway, int port) {
    BoundPorts.Choice choice = ports.of(gateway, port);
    choice
        .obstacle()
        .ifPresent(
            obstacle ->
                log.atError()
                    .addKeyValue("gateway", gateway)
                    .addKeyValue("port", choice.port())
                    .addKeyValue("problem", obstacle)
                    .log("a listener's port cannot be bound"));
    return choice.port();
  }

  private void compiled(Compilation current) {
    compilation = current;
    envoys.serve(gateways(current));
    announce();
  }

  private void announce() {
    Compilation current = compilation;
    current.gateways().values().stream()
        .filter(plan -> reports.hasAcknowledged(plan.gateway()))
        .forEach(plan -> announcements.serves(current, plan));
  }

  private void checkPorts(Compilation first) throws Unavailable {
    if (first.gateways().isEmpty()) {
      log.warn("no Gateway in these files is for this gateway (its class names the controller)");
    }
    for (GatewayPlan plan : first.gateways().values()) {
      for (Listener listener : plan.listeners()) {
        BoundPorts.Choice choice = ports.of(plan.gateway(), listener.port());
        if (choice.obstacle().isPresent()) {
          throw new Unavailable(
              "port %d, for port %d of Gateway %s, cannot be bound: %s"
                  .formatted(
                      choice.port(), listener.port(), plan.gateway(), choice.obstacle().get()));
        }
      }
    }
  }

  private static Set<String> gateways(Compilation compilation) {
    return compilation.gateways().values().stream().map(GatewayPlan::gateway).collect(toSet());
  }

  private final class Sink implements XdsPublisher.Sink {

    @Override
    public long publish(GatewayPlan plan, Snapshot snapshot) {
      models.publish(plan);
      members.publish(plan);
      refusals.publishing(plan);
      return xds.publish(plan.gateway(), snapshot);
    }

    @Override
    public void retire(String gateway) {
      models.retire(gateway);
      members.retire(gateway);
      xds.retire(gateway);
      refusals.retired(gateway);
    }
  }

  private static FileSource files(List<Path> paths) throws Unavailable {
    try {
      return new FileSource(paths);
    } catch (NoSuchFileException e) {
      throw new Unavailable(e.getFile() + ": no such file or directory");
    }
  }

  private Path temporaryDirectory() throws Unavailable {
    try {
      Path directory = Files.createTempDirectory("aigw-");
      opened.push(() -> delete(directory));
      return directory;
    } catch (IOException e) {
      throw new Unavailable("no temporary directory can be made: " + e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (DirectoryStream<Path> content = Files.newDirectoryStream(directory)) {
      for (Path file : content) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(directory);
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    opened.push(closeable);
    return closeable;
  }

  private static <T> FutureTask<T> started(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  private static <T> T result(FutureTask<T> task) throws Unavailable {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Unavailable unavailable) {
        throw unavailable;
      }
      throw new Unavailable("cannot start: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while starting");
    }
  }
}
