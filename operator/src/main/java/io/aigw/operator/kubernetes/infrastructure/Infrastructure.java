package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.api.Gateway;
import io.aigw.api.GatewayClass;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.compile.Compilation;
import io.aigw.ir.GatewayPlan;
import io.aigw.operator.control.RoundObserver;
import io.aigw.operator.kubernetes.infrastructure.Blueprint.Owner;
import io.aigw.operator.kubernetes.infrastructure.ReferencedConfigMaps.Content;
import io.aigw.operator.kubernetes.infrastructure.Wish.ConfigMapRef;
import io.aigw.operator.kubernetes.reconcile.KindOperator;
import io.aigw.operator.kubernetes.status.Provision;
import io.aigw.operator.trust.Authority;
import io.aigw.resource.ResourceSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the Envoys of all Gateways that are ours: in a Gateway's namespace a Deployment (or
 * DaemonSet) and what belongs to it, owned by the Gateway. Does nothing until it is started.
 * Threadsafe.
 *
 * <p>What cannot be decided stays as it is: a class that is gone, parameters that cannot be read
 * and a Gateway without a listener that can be served take no Envoy away.
 */
public final class Infrastructure implements RoundObserver, AutoCloseable {

  private final KubernetesClient client;
  private final Set<String> namespaces;
  private final Set<String> controllerNames;
  private final InfrastructureSettings settings;
  private final Supplier<ResourceSet> resources;
  private final Consumer<ObjectKey> changed;
  private final Supplier<Optional<Authority>> authority;
  private final ReferencedConfigMaps configMaps;
  private final Map<ObjectKey, Provision.Known> provisions = new ConcurrentHashMap<>();
  private volatile Map<ObjectKey, Wished> wishes = Map.of();
  private String version = "";
  private volatile boolean started;
  private @Nullable Running running;

  private record Running(String version, InfrastructureReconciler reconciler, KindOperator operator)
      implements AutoCloseable {
    @Override
    public void close() {
      operator.close();
    }
  }

  /** A wish with what it was made of, by which it is known to be the same again. */
  private record Wished(Gateway gateway, GatewayClass gatewayClass, GatewayPlan plan, Wish wish) {
    boolean isOf(Gateway otherGateway, GatewayClass otherClass, GatewayPlan otherPlan) {
      return gateway.equals(otherGateway)
          && gatewayClass.equals(otherClass)
          && plan.equals(otherPlan);
    }
  }

  /**
   * One that is not started.
   *
   * @param namespaces to look for Gateways in; empty: all of the cluster
   * @param controllerNames of the classes that are ours
   * @param resources gives the newest
   * @param changed told of a Gateway of which something else is to be said; on any thread
   * @param authority signs the Envoys' certificates, where the settings want such
   */
  public Infrastructure(
      KubernetesClient client,
      Set<String> namespaces,
      Set<String> controllerNames,
      InfrastructureSettings settings,
      Supplier<ResourceSet> resources,
      Consumer<ObjectKey> changed,
      Supplier<Optional<Authority>> authority) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
    this.controllerNames = Set.copyOf(controllerNames);
    this.settings = settings;
    this.resources = resources;
    this.changed = changed;
    this.authority = authority;
    this.configMaps = new ReferencedConfigMaps(client, this::wakeAll);
  }

  /** Gateways are there in this version; empty: their definition is not installed. */
  public synchronized void serve(Optional<String> gatewayVersion) {
    version = gatewayVersion.orElse("");
    follow();
  }

  /** Begins to run Envoys: this process is the one that does. */
  public synchronized void start() {
    started = true;
    follow();
  }

  /** Ceases to look after them; they run on. May be started again. */
  public synchronized void stop() {
    started = false;
    follow();
  }

  private void follow() {
    String wanted = started ? version : "";
    Running current = running;
    if (current != null && !current.version().equals(wanted)) {
      running = null;
      Thread.ofVirtual().start(current::close); // waits for what is under way
    }
    if (running == null && !wanted.isEmpty()) {
      InfrastructureReconciler reconciler =
          new InfrastructureReconciler(
              this::decide,
              this::found,
              settings.tls() ? Optional.of(authority) : Optional.empty());
      running =
          new Running(
              wanted,
              reconciler,
              new KindOperator(
                  "gateway-infrastructure",
                  client,
                  Kind.GATEWAY,
                  wanted,
                  namespaces,
                  () -> new BasicItemStore<>(Cache::metaNamespaceKeyFunc),
                  LinearRateLimiter.deactivatedRateLimiter(),
                  reconciler));
    }
  }

  /** What is to be told of a Gateway. */
  public Provision of(ObjectKey gateway) {
    Provision.Known known = provisions.get(gateway);
    return known == null ? new Provision.Unsettled() : known;
  }

  @Override
  public void compiled(@Nullable Compilation previous, Compilation current) {
    ResourceSet objects = resources.get();
    Map<ObjectKey, Wished> before = wishes;
    Map<ObjectKey, Wished> now = new HashMap<>();
    current
        .gateways()
        .forEach(
            (key, plan) ->
                wished(objects, key, plan, before.get(key)).ifPresent(w -> now.put(key, w)));
    wishes = now;
    provisions.keySet().retainAll(now.keySet());
    Set<ConfigMapRef> referenced = new HashSet<>();
    now.values().forEach(wished -> referenced.addAll(wished.wish().parameters()));
    configMaps.follow(referenced);
    Set<ObjectKey> touched = new HashSet<>(before.keySet());
    touched.addAll(now.keySet());
    touched.removeIf(key -> sameWish(before.get(key), now.get(key)));
    touched.forEach(this::wake);
  }

  private static Optional<Wished> wished(
      ResourceSet objects, ObjectKey key, GatewayPlan plan, @Nullable Wished before) {
    Gateway gateway = objects.get(Gateway.class, key).orElse(null);
    GatewayClass gatewayClass = gateway == null ? null : gatewayClass(objects, gateway);
    if (gateway == null || gatewayClass == null) {
      return Optional.ofNullable(before); // gone since; the next round knows
    }
    return Optional.of(
        before != null && before.isOf(gateway, gatewayClass, plan)
            ? before
            : new Wished(gateway, gatewayClass, plan, Wish.of(gateway, gatewayClass, plan)));
  }

  private static @Nullable GatewayClass gatewayClass(ResourceSet objects, Gateway gateway) {
    ObjectKey key = new ObjectKey(Kind.GATEWAY_CLASS, "", gateway.spec().gatewayClassName());
    return objects.get(GatewayClass.class, key).orElse(null);
  }

  private static boolean sameWish(@Nullable Wished before, @Nullable Wished now) {
    return before != null && now != null && before.wish().equals(now.wish());
  }

  /** Certificates are signed by somebody else from now on, or others are to be trusted. */
  public void authorityChanged() {
    wakeAll();
  }

  private void wakeAll() {
    wishes.keySet().forEach(this::wake);
  }

  private void wake(ObjectKey gateway) {
    Running current;
    synchronized (this) {
      current = running;
    }
    if (current != null) {
      current.reconciler().wake(gateway);
    }
  }

  private Decision decide(Owner owner) {
    if (!started) {
      return new Decision.Leave(); // of a reconciler that is about to end
    }
    Wished wished = wishes.get(owner.key());
    if (wished == null) {
      return isSomebodyElses(owner.key()) ? new Decision.Remove() : new Decision.Leave();
    }
    Wish wish = wished.wish();
    if (wish.ports().isEmpty() || (settings.tls() && authority.get().isEmpty())) {
      return new Decision.Leave();
    }
    List<String> problems = new ArrayList<>(wish.problems());
    Map<String, String> data = new HashMap<>();
    for (ConfigMapRef ref : wish.parameters()) {
      switch (configMaps.of(ref)) {
        case Content.Unread() -> {
          return new Decision.Leave();
        }
        case Content.Missing() -> problems.add("parametersRef: " + ref + " does not exist");
        case Content.Present(Map<String, String> present) -> data.putAll(present);
      }
    }
    ParameterReader.Result parameters = ParameterReader.read(data);
    problems.addAll(parameters.problems());
    return problems.isEmpty()
        ? new Decision.Build(
            new Blueprint(
                owner,
                wish.ports(),
                wish.processor(),
                wish.labels(),
                wish.annotations(),
                parameters.parameters(),
                settings),
            wish.fixedAddresses())
        : new Decision.Refuse(problems);
  }

  /** Whether the Gateway's class is there and names another controller. */
  private boolean isSomebodyElses(ObjectKey key) {
    ResourceSet objects = resources.get();
    return objects
        .get(Gateway.class, key)
        .flatMap(gateway -> Optional.ofNullable(gatewayClass(objects, gateway)))
        .filter(found -> !controllerNames.contains(found.spec().controllerName()))
        .isPresent();
  }

  private void found(ObjectKey gateway, Provision.Known found) {
    if (!found.equals(provisions.put(gateway, found))) {
      changed.accept(gateway);
    }
  }

  /** Why Envoys are no longer looked after as they should be; empty as long as they are. */
  public synchronized Optional<String> failure() {
    return Optional.ofNullable(running)
        .flatMap(current -> current.operator().failure())
        .or(configMaps::failure);
  }

  @Override
  public synchronized void close() {
    Running current = running;
    if (current != null) {
      current.close();
      running = null;
    }
    configMaps.close();
  }
}
