package io.aigw.xds.publish;

import io.aigw.collection.OrderedMap;
import io.aigw.ir.Cluster;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Route;
import io.aigw.ir.Scope;
import io.aigw.ir.Secret;
import io.aigw.xds.translate.ScopeNames;
import io.aigw.xds.translate.ScopeNames.Trial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the routes that the Envoys of one Gateway refuse out of the scopes that objects share.
 *
 * <p>An Envoy refuses a scope as a whole. Where it is one object's alone, its last good version
 * stays in Envoy, and nobody else is concerned. Where several objects share it, their routes are
 * tried one object at a time, in scopes that no request finds. An object whose routes are refused
 * there has, in the shared scope, the routes that it had when that was last accepted, or none where
 * that is not known; its trial stays, always with its newest routes, and when Envoy takes them it
 * is over.
 *
 * <p>What some Envoys refuse and others take is no reason to keep it from these: once all have
 * answered, such a trial is over, and those that refuse the shared scope keep what they have of it.
 *
 * <p>Pure: says what is to be published, and is told what became of it. Not threadsafe.
 */
final class Quarantine {

  /** More publications that no one acknowledges are not remembered. */
  private static final int UNANSWERED = 64;

  private final Set<Trial> suspects = new HashSet<>();

  /** The trials that were refused. */
  private final Map<Trial, Accused> guilty = new HashMap<>();

  /** What some Envoys refused and others took, of scopes that are still refused. */
  private final Map<Trial, List<Route>> disputed = new HashMap<>();

  /** The shared scopes that are refused, with the Envoys that do. */
  private final Map<String, Set<String>> refused = new HashMap<>();

  /** What was good of a scope that is refused now. */
  private final Map<String, Good> keptGood = new HashMap<>();

  private final Deque<Published> unanswered = new ArrayDeque<>();
  private @Nullable GatewayPlan accepted;
  private final Supplier<Set<String>> connected;
  private GatewayPlan wanted;
  private long newest;

  /** The first publication that has all trials of the suspects; 0 until it is there. */
  private long trialSince;

  private record Published(long number, GatewayPlan plan) {}

  private record Good(
      List<Route> routes,
      OrderedMap<String, Cluster> clusters,
      OrderedMap<String, Secret> secrets) {
    static final Good NOTHING = new Good(List.of(), OrderedMap.empty(), OrderedMap.empty());
  }

  /**
   * A refused trial.
   *
   * @param since the newest publication when it was refused last
   */
  private record Accused(Set<String> nodes, List<Route> routes, long since) {}

  /**
   * @param connected the names of the Envoys that are connected
   */
  Quarantine(GatewayPlan wanted, Supplier<Set<String>> connected) {
    this.wanted = wanted;
    this.connected = connected;
  }

  // --- what is to be published -----------------------------------------------------------------

  /** This is wanted from now on. */
  void want(GatewayPlan plan) {
    wanted = plan;
  }

  /** What is wanted, with what is refused replaced by what was good. */
  GatewayPlan plan() {
    Map<String, Set<String>> objects = new HashMap<>();
    for (Trial trial : guilty.keySet()) {
      objects.computeIfAbsent(trial.scope(), scope -> new HashSet<>()).add(trial.object());
    }
    GatewayPlan plan = wanted;
    for (var refusedIn : objects.entrySet()) {
      plan = guarded(plan, refusedIn.getKey(), refusedIn.getValue());
    }
    return plan;
  }

  private GatewayPlan guarded(GatewayPlan plan, String name, Set<String> objects) {
    Scope scope = ScopeNames.find(plan, name).orElse(null);
    if (scope == null) {
      return plan;
    }
    Good good = good(name);
    OrderedMap<String, Cluster> clusters = plan.clusters();
    OrderedMap<String, Secret> secrets = plan.secrets();
    for (Route route : good.routes) {
      if (objects.contains(route.object())) {
        for (String cluster : route.action().clusters()) {
          Cluster known = good.clusters.get(cluster);
          if (known != null && !clusters.containsKey(cluster)) {
            clusters = clusters.with(cluster, known);
            for (String secret : known.secrets()) {
              Secret before = good.secrets.get(secret);
              if (before != null && !secrets.containsKey(secret)) {
                secrets = secrets.with(secret, before);
              }
            }
          }
        }
      }
    }
    Scope merged = new Scope(scope.model(), merged(scope.routes(), good.routes, objects));
    return ScopeNames.replace(
        new GatewayPlan(plan.gateway(), plan.listeners(), clusters, secrets), name, merged);
  }

  /** The routes with those of some objects as they were: each after what it came after. */
  private static List<Route> merged(List<Route> routes, List<Route> good, Set<String> objects) {
    List<Route> merged = new ArrayList<>(routes);
    merged.removeIf(route -> objects.contains(route.object()));
    for (int i = 0; i < good.size(); i++) {
      if (objects.contains(good.get(i).object())) {
        int before = i;
        int at = -1;
        while (at < 0 && before > 0) {
          at = merged.lastIndexOf(good.get(--before));
        }
        merged.add(at + 1, good.get(i));
      }
    }
    return merged;
  }

  /** What is tried, and the routes in it. */
  Map<Trial, List<Route>> trials() {
    Set<Trial> all = new HashSet<>(suspects);
    all.addAll(guilty.keySet());
    Map<Trial, List<Route>> trials = new HashMap<>();
    for (Trial trial : all) {
      List<Route> routes = routes(trial);
      if (!routes.isEmpty()) {
        trials.put(trial, routes);
      }
    }
    return trials;
  }

  /** The scopes whose refusal is explained by a trial, or may be before long. */
  Set<String> underTrial() {
    Set<String> scopes = new HashSet<>();
    suspects.forEach(trial -> scopes.add(trial.scope()));
    guilty.keySet().forEach(trial -> scopes.add(trial.scope()));
    return scopes;
  }

  private List<Route> routes(Trial trial) {
    return ScopeNames.find(wanted, trial.scope())
        .map(scope -> scope.routesOf(trial.object()))
        .orElse(List.of());
  }

  // --- what became of it -----------------------------------------------------------------------

  /** This is published now, with the trials. */
  void published(long number, GatewayPlan plan) {
    newest = number;
    unanswered.addLast(new Published(number, plan));
    if (unanswered.size() > UNANSWERED) {
      unanswered.removeFirst();
    }
    if (trialSince == 0 && !suspects.isEmpty()) {
      trialSince = number;
    }
  }

  /**
   * An Envoy refused a scope.
   *
   * @return whether something else is to be published
   */
  boolean rejected(String node, String resource) {
    Trial trial = Trial.of(resource).orElse(null);
    if (trial != null) {
      Accused before = guilty.get(trial);
      Set<String> nodes = before == null ? new HashSet<>() : before.nodes;
      nodes.add(node);
      guilty.put(trial, new Accused(nodes, routes(trial), newest));
      suspects.remove(trial);
      return before == null;
    }
    Scope scope = ScopeNames.find(wanted, resource).orElse(null);
    if (scope == null || scope.objects().size() < 2) {
      return false;
    }
    Good good = good(resource);
    keptGood.putIfAbsent(resource, good);
    refused.computeIfAbsent(resource, key -> new HashSet<>()).add(node);
    Set<Trial> more = new HashSet<>();
    for (String object : scope.objects()) {
      List<Route> before =
          good.routes.stream().filter(route -> route.object().equals(object)).toList();
      Trial suspect = new Trial(resource, object);
      List<Route> now = scope.routesOf(object);
      if (!now.equals(before)
          && !now.equals(disputed.get(suspect))
          && !guilty.containsKey(suspect)) {
        more.add(suspect);
      }
    }
    if (!suspects.addAll(more)) {
      return false;
    }
    trialSince = 0;
    return true;
  }

  /**
   * An Envoy took a scope that it had refused.
   *
   * @return whether something else is to be published
   */
  boolean recovered(String node, String resource) {
    Trial trial = Trial.of(resource).orElse(null);
    if (trial == null) {
      Set<String> nodes = refused.get(resource);
      if (nodes != null && nodes.remove(node) && nodes.isEmpty()) {
        refused.remove(resource);
      }
      return false;
    }
    Accused accused = guilty.get(trial);
    if (accused == null || !accused.nodes.remove(node) || !accused.nodes.isEmpty()) {
      return false;
    }
    guilty.remove(trial);
    return true;
  }

  /** What an Envoy that leaves has refused is no longer known; a next acknowledgement tells. */
  void disconnected(String node) {
    refused.values().forEach(nodes -> nodes.remove(node));
    guilty.values().forEach(accused -> accused.nodes.remove(node));
  }

  /**
   * All Envoys have answered everything up to a publication.
   *
   * @return whether something else is to be published
   */
  boolean acknowledged(long number) {
    while (!unanswered.isEmpty() && unanswered.getFirst().number <= number) {
      accepted = unanswered.removeFirst().plan;
    }
    refused.values().removeIf(Set::isEmpty);
    keptGood.keySet().retainAll(refused.keySet());
    disputed.keySet().removeIf(trial -> !refused.containsKey(trial.scope()));
    boolean released =
        guilty.entrySet().removeIf(each -> isOver(each.getKey(), each.getValue(), number));
    boolean tried = !suspects.isEmpty() && trialSince > 0 && trialSince <= number;
    if (tried) {
      suspects.clear();
    }
    return released || tried;
  }

  /** Whether nobody says any more that it is to be refused, or others disagree. */
  private boolean isOver(Trial trial, Accused accused, long number) {
    if (accused.nodes.isEmpty()) {
      return true;
    }
    if (accused.since > number || accused.nodes.containsAll(connected.get())) {
      return false;
    }
    disputed.put(trial, accused.routes);
    return true;
  }

  /** What was last accepted of a scope: nothing, where nothing is known. */
  private Good good(String name) {
    Good kept = keptGood.get(name);
    if (kept != null) {
      return kept;
    }
    GatewayPlan plan = accepted;
    return plan == null
        ? Good.NOTHING
        : ScopeNames.find(plan, name)
            .map(scope -> new Good(scope.routes(), plan.clusters(), plan.secrets()))
            .orElse(Good.NOTHING);
  }
}
