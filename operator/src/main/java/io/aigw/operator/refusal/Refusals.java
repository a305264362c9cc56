package io.aigw.operator.refusal;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.ir.GatewayPlan;
import io.aigw.xds.server.Rejection;
import io.aigw.xds.server.XdsObserver;
import io.aigw.xds.translate.ScopeNames.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What Envoys refuse at the moment, by object. A refusal begins when an Envoy says it, and ends
 * when the Envoy takes something newer. One that loses its connection still refuses what it did
 * until it is back and has answered everything, or is away for good. Threadsafe.
 *
 * <p>A scope that several objects share and whose guilty one is being looked for is nobody's
 * refusal yet: it becomes that of the object that is found, or the Gateway's if none is.
 */
public final class Refusals implements XdsObserver {

  private final List<RefusalListener> listeners;
  private final Search search;
  private final Executor patience;

  /** In the order in which they began. */
  private final Map<Key, Said> refused = new LinkedHashMap<>();

  private final Map<Envoy, Presence> envoys = new HashMap<>();
  private final Map<ObjectKey, Known> gateways = new HashMap<>();
  private volatile boolean complete;
  private volatile SortedMap<ObjectKey, List<Refusal>> byObject = new TreeMap<>();

  /** Tells whether the one is being looked for, or found, who has a shared scope refused. */
  @FunctionalInterface
  public interface Search {
    boolean isUnderTrial(String gateway, String scope);
  }

  /**
   * @param replica to which it is connected; empty: this one
   */
  private record Envoy(String replica, String gateway, String node) {
    static Envoy here(String gateway, String node) {
      return new Envoy("", gateway, node);
    }

    boolean isHere() {
      return replica.isEmpty();
    }
  }

  /**
   * @param resource empty: whatever it is given of the type, so that the Envoy is to blame
   */
  private record Key(Envoy envoy, String typeUrl, String resource) {
    static Key of(String replica, Rejection rejection) {
      return new Key(
          new Envoy(replica, rejection.group(), rejection.node()),
          rejection.typeUrl(),
          rejection.resources().size() == 1 ? rejection.resources().getFirst() : "");
    }

    Rejection rejection(String message) {
      List<String> resources = resource.isEmpty() ? List.of() : List.of(resource);
      return new Rejection(envoy.gateway, envoy.node, typeUrl, resources, message);
    }
  }

  /**
   * @param isStale whether the Envoy has lost the connection since, and not said it again
   */
  private record Said(String message, boolean isStale) {}

  /** The streams of an Envoy, and how often it was without one. */
  private static final class Presence {
    private int streams;
    private int absences;
  }

  /** A plan, and to whom its resources belong once somebody asked. */
  private static final class Known {
    private final GatewayPlan plan;
    private @Nullable Owners owners;

    Known(GatewayPlan plan) {
      this.plan = plan;
    }

    Owners owners() {
      if (owners == null) {
        owners = new Owners(plan);
      }
      return owners;
    }
  }

  /**
   * Nothing is refused yet.
   *
   * @param search must have been told of an event before this is
   * @param patience runs a task after the time in which an Envoy that lost its connection comes
   *     back
   */
  public Refusals(List<RefusalListener> listeners, Search search, Executor patience) {
    this.listeners = List.copyOf(listeners);
    this.search = search;
    this.patience = patience;
  }

  /** What is refused of an object, the oldest first. */
  public List<Refusal> of(ObjectKey object) {
    return byObject.getOrDefault(object, List.of());
  }

  /**
   * Whether silence means that nothing is refused; at the start of a process Envoys may still be on
   * their way to say it again.
   */
  public boolean isComplete() {
    return complete;
  }

  /** From now on silence means that nothing is refused. */
  public void complete() {
    complete = true;
  }

  // --- what Envoys say -------------------------------------------------------------------------

  @Override
  public synchronized void connected(String group, String node) {
    envoys.computeIfAbsent(Envoy.here(group, node), envoy -> new Presence()).streams++;
  }

  @Override
  public synchronized void rejected(Rejection rejection) {
    refused.put(Key.of("", rejection), new Said(rejection.message(), false));
    tell();
  }

  @Override
  public synchronized void recovered(String group, String node, String typeUrl, String resource) {
    Envoy envoy = Envoy.here(group, node);
    boolean one = refused.remove(new Key(envoy, typeUrl, resource)) != null;
    boolean all = refused.remove(new Key(envoy, typeUrl, "")) != null;
    if (one || all) {
      tell();
    }
  }

  /** What it refused before it lost the connection and has not refused now, it has taken. */
  @Override
  public synchronized void settled(String group, String node, long publication) {
    Envoy envoy = Envoy.here(group, node);
    forget(key -> key.envoy.equals(envoy) && isStale(key) && !isUnderTrial(key));
  }

  /** A search may have ended. */
  @Override
  public synchronized void acknowledged(String group, long publication) {
    if (!refused.isEmpty()) {
      tell();
    }
  }

  @Override
  public synchronized void disconnected(String group, String node) {
    Envoy envoy = Envoy.here(group, node);
    Presence presence = envoys.computeIfAbsent(envoy, one -> new Presence());
    if (--presence.streams > 0) {
      return; // it was back before it was missed
    }
    int absence = ++presence.absences;
    refused.replaceAll(
        (key, said) -> key.envoy.equals(envoy) ? new Said(said.message, true) : said);
    patience.execute(() -> giveUp(envoy, presence, absence));
  }

  private synchronized void giveUp(Envoy envoy, Presence presence, int absence) {
    if (presence.streams <= 0 && presence.absences == absence) {
      envoys.remove(envoy, presence);
      forget(key -> key.envoy.equals(envoy));
    }
  }

  private boolean isStale(Key key) {
    Said said = refused.get(key);
    return said != null && said.isStale;
  }

  private boolean isUnderTrial(Key key) {
    String scope = Trial.of(key.resource).map(Trial::scope).orElse(key.resource);
    return search.isUnderTrial(key.envoy.gateway, scope);
  }

  /** Not while somebody looks for the guilty one; another replica does so before it tells. */
  private boolean isSaid(Key key) {
    return !key.envoy.isHere() || Trial.of(key.resource).isPresent() || !isUnderTrial(key);
  }

  private void forget(Predicate<Key> condition) {
    if (refused.keySet().removeIf(condition)) {
      tell();
    }
  }

  // --- what Envoys say to other replicas -------------------------------------------------------

  /** These are all that Envoys refuse that are connected to another replica. */
  public synchronized void elsewhere(String replica, List<Rejection> rejections) {
    boolean some = refused.keySet().removeIf(key -> key.envoy.replica.equals(replica));
    rejections.forEach(
        rejection -> refused.put(Key.of(replica, rejection), new Said(rejection.message(), false)));
    if (some || !rejections.isEmpty()) {
      tell();
    }
  }

  /** What Envoys refuse that are connected here, the oldest first. */
  public synchronized List<Rejection> here() {
    List<Rejection> here = new ArrayList<>();
    refused.forEach(
        (key, said) -> {
          if (key.envoy.isHere() && isSaid(key)) {
            here.add(key.rejection(said.message));
          }
        });
    return here;
  }

  // --- what it is about ------------------------------------------------------------------------

  /** This is about to be published: from now on it is what Envoys may refuse. */
  public synchronized void publishing(GatewayPlan plan) {
    gateways.put(gateway(plan.gateway()), new Known(plan));
    if (!refused.isEmpty()) {
      tell();
    }
  }

  /** The Gateway is gone. */
  public synchronized void retired(String group) {
    gateways.remove(gateway(group));
    forget(key -> key.envoy.gateway.equals(group));
  }

  private void tell() {
    SortedMap<ObjectKey, List<Refusal>> before = byObject;
    SortedMap<ObjectKey, List<Refusal>> now = new TreeMap<>();
    refused.forEach(
        (key, said) -> {
          if (!isSaid(key)) {
            return;
          }
          Refusal refusal = refusal(key, said.message);
          List<Refusal> ofObject =
              now.computeIfAbsent(refusal.object(), object -> new ArrayList<>());
          // several Envoys refuse the same: one is enough
          if (ofObject.stream().noneMatch(known -> isSame(known, refusal))) {
            ofObject.add(refusal);
          }
        });
    byObject = now;
    TreeSet<ObjectKey> objects = new TreeSet<>(before.keySet());
    objects.addAll(now.keySet());
    for (ObjectKey object : objects) {
      List<Refusal> was = before.getOrDefault(object, List.of());
      List<Refusal> is = now.getOrDefault(object, List.of());
      if (!was.equals(is)) {
        listeners.forEach(listener -> listener.changed(object, was, is));
      }
    }
  }

  private static boolean isSame(Refusal one, Refusal other) {
    return one.gateway().equals(other.gateway()) && one.resource().equals(other.resource());
  }

  private Refusal refusal(Key key, String message) {
    ObjectKey gateway = gateway(key.envoy.gateway);
    Known known = gateways.get(gateway);
    Owners.Owner owner =
        known == null || key.resource.isEmpty()
            ? new Owners.Owner(gateway, "")
            : known.owners().of(gateway, key.typeUrl, key.resource);
    String type = key.typeUrl.substring(key.typeUrl.lastIndexOf('.') + 1);
    return new Refusal(
        owner.object(),
        gateway,
        key.envoy.node,
        key.resource.isEmpty() ? "every " + type : key.resource,
        owner.part(),
        message);
  }

  private static ObjectKey gateway(String group) {
    int slash = group.indexOf('/');
    return new ObjectKey(
        Kind.GATEWAY, group.substring(0, Math.max(slash, 0)), group.substring(slash + 1));
  }
}
