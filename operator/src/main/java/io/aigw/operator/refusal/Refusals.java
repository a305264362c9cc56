package io.aigw.operator.refusal;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.ir.GatewayPlan;
import io.aigw.xds.server.Rejection;
import io.aigw.xds.server.XdsObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What Envoys refuse at the moment, by object. A refusal begins when an Envoy says it, and ends
 * when the Envoy takes something newer, or leaves. Threadsafe.
 */
public final class Refusals implements XdsObserver {

  private final List<RefusalListener> listeners;

  /** In the order in which they began. */
  private final Map<Key, String> refused = new LinkedHashMap<>();

  private final Map<ObjectKey, Known> gateways = new HashMap<>();
  private volatile boolean complete;
  private volatile SortedMap<ObjectKey, List<Refusal>> byObject = new TreeMap<>();

  /**
   * @param resource empty: whatever it is given of the type, so that the Envoy is to blame
   */
  private record Key(ObjectKey gateway, String node, String typeUrl, String resource) {}

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

  public Refusals(List<RefusalListener> listeners) {
    this.listeners = List.copyOf(listeners);
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

  @Override
  public synchronized void rejected(Rejection rejection) {
    ObjectKey gateway = gateway(rejection.group());
    String resource = rejection.resources().size() == 1 ? rejection.resources().getFirst() : "";
    refused.put(
        new Key(gateway, rejection.node(), rejection.typeUrl(), resource), rejection.message());
    tell();
  }

  @Override
  public synchronized void recovered(String group, String node, String typeUrl, String resource) {
    ObjectKey gateway = gateway(group);
    boolean one = refused.remove(new Key(gateway, node, typeUrl, resource)) != null;
    boolean all = refused.remove(new Key(gateway, node, typeUrl, "")) != null;
    if (one || all) {
      tell();
    }
  }

  @Override
  public synchronized void disconnected(String group, String node) {
    ObjectKey gateway = gateway(group);
    if (refused.keySet().removeIf(k -> k.gateway.equals(gateway) && k.node.equals(node))) {
      tell();
    }
  }

  /** This is about to be published: from now on it is what Envoys may refuse. */
  public synchronized void publishing(GatewayPlan plan) {
    gateways.put(gateway(plan.gateway()), new Known(plan));
    if (!refused.isEmpty()) {
      tell();
    }
  }

  /** The Gateway is gone. */
  public synchronized void retired(String group) {
    ObjectKey gateway = gateway(group);
    gateways.remove(gateway);
    if (refused.keySet().removeIf(key -> key.gateway.equals(gateway))) {
      tell();
    }
  }

  private void tell() {
    SortedMap<ObjectKey, List<Refusal>> before = byObject;
    SortedMap<ObjectKey, List<Refusal>> now = new TreeMap<>();
    refused.forEach(
        (key, message) -> {
          Refusal refusal = refusal(key, message);
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
    Known known = gateways.get(key.gateway);
    Owners.Owner owner =
        known == null || key.resource.isEmpty()
            ? new Owners.Owner(key.gateway, "")
            : known.owners().of(key.gateway, key.typeUrl, key.resource);
    String type = key.typeUrl.substring(key.typeUrl.lastIndexOf('.') + 1);
    return new Refusal(
        owner.object(),
        key.gateway,
        key.node,
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
