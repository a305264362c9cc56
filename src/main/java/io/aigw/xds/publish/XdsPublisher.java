package io.aigw.xds.publish;

import io.aigw.ir.GatewayPlan;
import io.aigw.xds.server.Rejection;
import io.aigw.xds.server.XdsObserver;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.translate.GatewayTranslator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Translates plans and has them delivered, without what Envoys refuse. Threadsafe; Gateways do not
 * wait for one another.
 */
public final class XdsPublisher implements Publisher, XdsObserver {

  private static final String SCOPES =
      "type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration";

  private final Function<String, GatewayTranslator> translators;
  private final Sink sink;
  private final Map<String, Published> gateways = new ConcurrentHashMap<>();

  /** The names of the connected Envoys, also of Gateways that nobody published. */
  private final Map<String, Set<String>> connected = new ConcurrentHashMap<>();

  /** Where the finished configuration goes. */
  public interface Sink {

    /**
     * These are the resources of a Gateway's Envoys from now on.
     *
     * @param plan what was asked for
     * @return the number of the publication
     */
    long publish(GatewayPlan plan, Snapshot snapshot);

    /** The Gateway is gone. */
    void retire(String gateway);
  }

  /**
   * @param translators makes the translator of a Gateway, named {@code namespace/name}
   */
  public XdsPublisher(Function<String, GatewayTranslator> translators, Sink sink) {
    this.translators = translators;
    this.sink = sink;
  }

  @Override
  public void publish(GatewayPlan plan) {
    gateways
        .computeIfAbsent(
            plan.gateway(), gateway -> new Published(gateway, translators.apply(gateway)))
        .publish(plan);
  }

  @Override
  public void retire(String gateway) {
    gateways.remove(gateway);
    sink.retire(gateway);
  }

  @Override
  public void rejected(Rejection rejection) {
    if (rejection.typeUrl().equals(SCOPES) && rejection.resources().size() == 1) {
      String resource = rejection.resources().getFirst();
      answered(rejection.group(), known -> known.rejected(rejection.node(), resource));
    }
  }

  @Override
  public void recovered(String gateway, String node, String typeUrl, String resource) {
    if (typeUrl.equals(SCOPES)) {
      answered(gateway, known -> known.recovered(node, resource));
    }
  }

  @Override
  public void connected(String gateway, String node) {
    connected.computeIfAbsent(gateway, key -> ConcurrentHashMap.newKeySet()).add(node);
  }

  @Override
  public void disconnected(String gateway, String node) {
    connected.computeIfPresent(
        gateway,
        (key, nodes) -> {
          nodes.remove(node);
          return nodes.isEmpty() ? null : nodes;
        });
    answered(
        gateway,
        known -> {
          known.disconnected(node);
          return false;
        });
  }

  @Override
  public void acknowledged(String gateway, long publication) {
    answered(gateway, known -> known.acknowledged(publication));
  }

  /**
   * Whether the objects of a scope are told one by one to see whose routes are refused, or somebody
   * was found: a refusal of the scope itself is then of no interest to anyone else.
   */
  public boolean isUnderTrial(String gateway, String scope) {
    Published published = gateways.get(gateway);
    return published != null && published.underTrial.contains(scope);
  }

  private void answered(String gateway, Predicate<Quarantine> answer) {
    Published published = gateways.get(gateway);
    if (published != null) {
      published.answered(answer);
    }
  }

  /** One Gateway; guarded by itself, because a translator is not threadsafe. */
  private final class Published {

    private final String gateway;
    private final GatewayTranslator translator;
    private @Nullable GatewayPlan wanted;
    private @Nullable Quarantine quarantine;
    private boolean dirty;

    /** For those who may not wait. */
    private volatile Set<String> underTrial = Set.of();

    Published(String gateway, GatewayTranslator translator) {
      this.gateway = gateway;
      this.translator = translator;
    }

    private Set<String> envoys() {
      return connected.getOrDefault(gateway, Set.of());
    }

    synchronized void publish(GatewayPlan plan) {
      Quarantine guard = quarantine == null ? new Quarantine(plan, this::envoys) : quarantine;
      guard.want(plan);
      publish(plan, guard);
      wanted = plan;
      quarantine = guard;
    }

    /** Answers may come in thousands: what follows from them is published together. */
    synchronized void answered(Predicate<Quarantine> answer) {
      if (quarantine == null) {
        return;
      }
      boolean again = answer.test(quarantine);
      underTrial = quarantine.underTrial();
      if (again && !dirty) {
        dirty = true;
        Thread.ofVirtual().name("publish-again").start(this::publishAgain);
      }
    }

    private synchronized void publishAgain() {
      if (dirty && wanted != null && quarantine != null) {
        publish(wanted, quarantine);
      }
    }

    private void publish(GatewayPlan plan, Quarantine guard) {
      dirty = false;
      GatewayPlan guarded = guard.plan();
      Snapshot.Builder snapshot = translator.translate(guarded).next();
      guard.trials().forEach((trial, routes) -> snapshot.put(translator.trial(trial, routes)));
      guard.published(sink.publish(plan, snapshot.build()), guarded);
    }
  }
}
