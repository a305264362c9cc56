package io.aigw.operator.local;

import static java.util.stream.Collectors.toSet;

import io.aigw.api.ApiObject;
import io.aigw.api.EndpointSlice;
import io.aigw.api.Metadata;
import io.aigw.api.Service;
import io.aigw.operator.files.Deployment;
import io.aigw.operator.local.SimulatedServer.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Plays the part of a cluster that an example needs: for every Deployment that a Service selects it
 * runs one simulated model server per replica, and gives the Service their addresses. A Service
 * that has EndpointSlices of its own is left alone. Threadsafe.
 *
 * <p>A change is made without a gap: servers are started before those that they replace lose their
 * address, and a server ends some time after its address went.
 */
public final class SimulatedCluster implements AutoCloseable {

  /** How long a server without an address may go on with the requests that it has. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Stands for the port of a server that does not run. */
  private static final int PLANNED_PORT = 1;

  private final List<String> java;
  private final Runnable changed;
  private final Map<Identity, SimulatedServer> servers = new LinkedHashMap<>();
  private final Set<SimulatedServer> retiring = new HashSet<>();
  private List<Played> played = List.of();
  private boolean closed;

  /** A Service and a Deployment that it selects. */
  private record Played(Service service, Deployment deployment) {}

  /**
   * A cluster without Deployments.
   *
   * @param java the command that runs the simulator, without its arguments
   * @param changed called, on any thread, whenever {@link #endpointSlices} is new
   */
  public SimulatedCluster(List<String> java, Runnable changed) {
    this.java = List.copyOf(java);
    this.changed = changed;
  }

  /**
   * The EndpointSlices that there would be if every server ran: for a look at objects that starts
   * nothing.
   */
  public static List<EndpointSlice> planned(
      Collection<? extends ApiObject> objects, Collection<Deployment> deployments) {
    return played(objects, deployments).stream()
        .flatMap(
            pair ->
                identities(pair.deployment())
                    .map(identity -> slice(pair, identity, PLANNED_PORT + identity.ordinal())))
        .toList();
  }

  /** These are the objects and Deployments from now on. Returns without waiting for a server. */
  public synchronized void follow(
      Collection<? extends ApiObject> objects, Collection<Deployment> deployments) {
    if (closed) {
      return;
    }
    played = played(objects, deployments);
    for (Identity identity : wanted()) {
      servers.computeIfAbsent(
          identity, wanted -> SimulatedServer.start(wanted, java, this::serverChanged));
    }
    retire();
  }

  /** One slice for each Service and server, since each server has a port of its own. */
  public synchronized List<EndpointSlice> endpointSlices() {
    Map<String, EndpointSlice> slices = new TreeMap<>();
    for (Played pair : played) {
      for (SimulatedServer server : servers.values()) {
        Identity identity = server.identity();
        if (identity.namespace().equals(pair.deployment().namespace())
            && identity.deployment().equals(pair.deployment().name())
            && server.port().isPresent()) {
          EndpointSlice slice = slice(pair, identity, server.port().getAsInt());
          slices.put(slice.key().qualifiedName(), slice);
        }
      }
    }
    return List.copyOf(slices.values());
  }

  /** Whether every server is ready, or has failed to become so. */
  public synchronized boolean settled() {
    return servers.values().stream().allMatch(SimulatedServer::settled);
  }

  /** The number of servers that are meant to run. */
  public synchronized int size() {
    return servers.size();
  }

  @Override
  public void close() {
    List<SimulatedServer> running;
    synchronized (this) {
      closed = true;
      running = new ArrayList<>(servers.values());
      running.addAll(retiring);
      servers.clear();
    }
    running.forEach(SimulatedServer::stop);
    running.forEach(SimulatedServer::close);
  }

  private void serverChanged() {
    synchronized (this) {
      if (closed) {
        return;
      }
      retire();
    }
    changed.run();
  }

  /**
   * Takes away the servers that nobody wants, once those of their Deployment that stay are ready.
   */
  private void retire() {
    Set<Identity> wanted = wanted();
    for (SimulatedServer server : List.copyOf(servers.values())) {
      Identity identity = server.identity();
      boolean replaced =
          wanted.stream()
              .filter(other -> other.namespace().equals(identity.namespace()))
              .filter(other -> other.deployment().equals(identity.deployment()))
              .allMatch(this::isReady);
      if (!wanted.contains(identity) && replaced) {
        servers.remove(identity);
        retiring.add(server);
        Thread.ofVirtual().start(() -> endAfterGrace(server));
      }
    }
  }

  private boolean isReady(Identity identity) {
    SimulatedServer server = servers.get(identity);
    return server != null && server.port().isPresent();
  }

  private void endAfterGrace(SimulatedServer server) {
    try {
      TimeUnit.NANOSECONDS.sleep(GRACE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
    synchronized (this) {
      retiring.remove(server);
    }
  }

  private Set<Identity> wanted() {
    return played.stream().flatMap(pair -> identities(pair.deployment())).collect(toSet());
  }

  private static Stream<Identity> identities(Deployment deployment) {
    return IntStream.range(0, deployment.replicas())
        .mapToObj(
            ordinal ->
                new Identity(
                    deployment.namespace(),
                    deployment.name(),
                    ordinal,
                    deployment.simulatorSettings()));
  }

  private static List<Played> played(
      Collection<? extends ApiObject> objects, Collection<Deployment> deployments) {
    Set<String> haveSlices = new HashSet<>();
    List<Service> services = new ArrayList<>();
    for (ApiObject object : objects) {
      if (object instanceof EndpointSlice slice) {
        haveSlices.add(slice.metadata().namespace() + "/" + slice.service());
      } else if (object instanceof Service service && !service.spec().selector().isEmpty()) {
        services.add(service);
      }
    }
    List<Played> played = new ArrayList<>();
    for (Service service : services) {
      if (!haveSlices.contains(service.key().qualifiedName())) {
        deployments.stream()
            .filter(deployment -> selects(service, deployment))
            .forEach(deployment -> played.add(new Played(service, deployment)));
      }
    }
    return played;
  }

  private static boolean selects(Service service, Deployment deployment) {
    return service.metadata().namespace().equals(deployment.namespace())
        && deployment.podLabels().entrySet().containsAll(service.spec().selector().entrySet());
  }

  private static EndpointSlice slice(Played pair, Identity server, int port) {
    Service service = pair.service();
    return new EndpointSlice(
        new Metadata(
            service.metadata().namespace(),
            service.metadata().name() + "-" + server.pod(),
            Map.of(EndpointSlice.SERVICE_LABEL, service.metadata().name()),
            null,
            0,
            null,
            null),
        "IPv4",
        service.spec().ports().stream()
            .filter(servicePort -> hasTarget(servicePort, pair.deployment()))
            .map(servicePort -> new EndpointSlice.Port(servicePort.name(), port, "TCP"))
            .toList(),
        List.of(
            new EndpointSlice.Endpoint(List.of("127.0.0.1"), new EndpointSlice.Conditions(true))));
  }

  /** A target port that is a name must be one of the Pod's; whatever it is, the server has one. */
  private static boolean hasTarget(Service.Port port, Deployment deployment) {
    return !(port.targetPort() instanceof String name) || deployment.ports().containsKey(name);
  }
}
