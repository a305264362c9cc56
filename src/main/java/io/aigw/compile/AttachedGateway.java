package io.aigw.compile;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.Gateway;
import io.aigw.api.Kind;
import io.aigw.api.Namespace;
import io.aigw.api.ObjectKey;
import io.aigw.ir.Cluster;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Listener;
import io.aigw.resource.ResourceSet;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Gateway of ours with what attaches to its listeners. Serves one round; not threadsafe.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/reference/spec/#gateway">Gateway</a>
 */
final class AttachedGateway {

  private static final Verdict.RouteKind ROUTE_KIND =
      new Verdict.RouteKind(Kind.AI_GATEWAY_ROUTE.group(), Kind.AI_GATEWAY_ROUTE.kindName());

  private final Gateway gateway;
  private final ResourceSet resources;
  private final List<CheckedListener> listeners = new ArrayList<>();
  private final SortedMap<Integer, List<Attachment>> attachments = new TreeMap<>();
  private final SortedMap<String, Cluster> clusters = new TreeMap<>();

  AttachedGateway(Gateway gateway, ResourceSet resources) {
    this.gateway = gateway;
    this.resources = resources;
    Map<Integer, Set<String>> hostsByPort = new HashMap<>();
    for (Gateway.Listener listener : gateway.spec().listeners()) {
      listeners.add(new CheckedListener(listener, hostsByPort));
    }
  }

  /** What came of a route's wish to attach. */
  sealed interface Outcome {
    record Attached() implements Outcome {}

    record NotAttached(String reason, String message) implements Outcome {}
  }

  /** Attaches a route to the listeners that a parent reference names and that admit it. */
  Outcome attach(CompiledRoute compiled, AiGatewayRoute.ParentRef ref) {
    List<CheckedListener> named = listeners.stream().filter(l -> l.isNamedBy(ref)).toList();
    if (named.isEmpty()) {
      return new Outcome.NotAttached(
          "NoMatchingParent",
          "%s has no listener %s"
              .formatted(
                  gateway.key(),
                  ref.sectionName().isEmpty() ? "on port " + ref.port() : ref.sectionName()));
    }
    if (named.stream().noneMatch(CheckedListener::isServed)) {
      return new Outcome.NotAttached(
          "NoMatchingParent",
          "none of the listeners named is served; see the conditions of " + gateway.key());
    }
    AiGatewayRoute route = compiled.route();
    List<CheckedListener> admitting = named.stream().filter(l -> l.admits(route)).toList();
    if (admitting.isEmpty()) {
      return new Outcome.NotAttached(
          "NotAllowedByListeners",
          "no listener of %s allows AIGatewayRoutes from namespace %s; change its allowedRoutes"
              .formatted(gateway.key(), route.metadata().namespace()));
    }
    boolean attached = false;
    for (CheckedListener listener : admitting) {
      attached |= listener.attach(compiled);
    }
    return attached
        ? new Outcome.Attached()
        : new Outcome.NotAttached(
            "NoMatchingListenerHostname",
            "spec.hostnames has no host in common with the listeners of " + gateway.key());
  }

  /** What the Gateway is to do, once all routes are attached. */
  GatewayPlan plan() {
    List<Listener> planned = new ArrayList<>();
    for (int port : ports()) {
      PortRoutes routes = new PortRoutes(attachments.getOrDefault(port, List.of()));
      planned.add(new Listener(port, routes.scopes(), routes.catalogues()));
    }
    return new GatewayPlan(gateway.key().qualifiedName(), planned, clusters);
  }

  private List<Integer> ports() {
    return listeners.stream()
        .filter(CheckedListener::isServed)
        .map(listener -> listener.listener.port())
        .distinct()
        .sorted()
        .toList();
  }

  /** The Gateway's conditions; whether it is programmed is for those to say who know its Envoys. */
  Verdict verdict() {
    List<String> invalid =
        listeners.stream().filter(l -> !l.isServed()).map(l -> l.listener.name()).toList();
    List<String> ignored = new ArrayList<>();
    if (!gateway.spec().addresses().isEmpty()) {
      ignored.add("spec.addresses");
    }
    if (gateway.spec().infrastructure() != null) {
      ignored.add("spec.infrastructure");
    }
    if (gateway.spec().backendTLS() != null) {
      ignored.add("spec.backendTLS");
    }
    if (gateway.spec().tls() != null) {
      ignored.add("spec.tls");
    }
    if (gateway.spec().allowedListeners() != null) {
      ignored.add("spec.allowedListeners");
    }
    if (gateway.spec().defaultScope() != null) {
      ignored.add("spec.defaultScope");
    }
    Condition accepted;
    if (!listeners.isEmpty() && invalid.size() == listeners.size()) {
      accepted =
          Condition.isFalse(
              "Accepted", "ListenersNotValid", "no listener can be served; see their conditions");
    } else if (!invalid.isEmpty()) {
      accepted =
          Condition.isTrue(
              "Accepted",
              "ListenersNotValid",
              "not served: listener %s; see its conditions".formatted(String.join(", ", invalid)));
    } else {
      accepted = Condition.isTrue("Accepted", "Accepted", Conditions.withoutEffect(ignored));
    }
    return new Verdict(
        gateway.key(),
        gateway.metadata().generation(),
        List.of(accepted),
        List.of(),
        listeners.stream().map(CheckedListener::verdict).toList());
  }

  /** A listener and why it may not be served. */
  private final class CheckedListener {

    private final Gateway.Listener listener;
    private final Optional<String> host;
    private final Condition accepted;
    private final Condition conflicted;
    private final Condition resolvedRefs;
    private final List<Verdict.RouteKind> kinds;
    private final Set<ObjectKey> attachedRoutes = new HashSet<>();

    CheckedListener(Gateway.Listener listener, Map<Integer, Set<String>> hostsByPort) {
      this.listener = listener;
      this.host = Hosts.of(listener.hostname());
      accepted = acceptance(listener);
      boolean isNew =
          accepted.state() == Condition.State.FALSE
              || hostsByPort
                  .computeIfAbsent(listener.port(), port -> new HashSet<>())
                  .add(host.orElse(""));
      conflicted =
          isNew
              ? Condition.isFalse("Conflicted", "NoConflicts", "")
              : Condition.isTrue(
                  "Conflicted",
                  "HostnameConflict",
                  "an earlier listener has port %d and the same hostname"
                      .formatted(listener.port()));
      List<Gateway.RouteGroupKind> wanted = listener.allowedRoutes().kinds();
      boolean allKnown = wanted.stream().allMatch(CheckedListener::isOurRoute);
      kinds =
          wanted.isEmpty() || wanted.stream().anyMatch(CheckedListener::isOurRoute)
              ? List.of(ROUTE_KIND)
              : List.of();
      resolvedRefs =
          allKnown
              ? Condition.isTrue("ResolvedRefs", "ResolvedRefs", "")
              : Condition.isFalse(
                  "ResolvedRefs",
                  "InvalidRouteKinds",
                  "allowedRoutes.kinds: of the kinds named only AIGatewayRoute (%s) can be served"
                      .formatted(ROUTE_KIND.group()));
    }

    private static Condition acceptance(Gateway.Listener listener) {
      if (!listener.protocol().equals("HTTP")) {
        return Condition.isFalse(
            "Accepted",
            "UnsupportedProtocol",
            "protocol %s is not supported yet; use HTTP".formatted(listener.protocol()));
      }
      if (listener.port() < 1 || listener.port() > 65_535) {
        return Condition.isFalse(
            "Accepted", "PortUnavailable", "port %d is none".formatted(listener.port()));
      }
      if (!Hosts.isValid(listener.hostname())) {
        return Condition.isFalse(
            "Accepted", "UnsupportedValue", "%s is no hostname".formatted(listener.hostname()));
      }
      return Condition.isTrue("Accepted", "Accepted", "");
    }

    private static boolean isOurRoute(Gateway.RouteGroupKind kind) {
      return kind.group().equals(ROUTE_KIND.group()) && kind.kind().equals(ROUTE_KIND.kind());
    }

    boolean isServed() {
      return accepted.state() == Condition.State.TRUE
          && conflicted.state() == Condition.State.FALSE;
    }

    boolean isNamedBy(AiGatewayRoute.ParentRef ref) {
      return (ref.sectionName().isEmpty() || ref.sectionName().equals(listener.name()))
          && (ref.port() == 0 || ref.port() == listener.port());
    }

    boolean admits(AiGatewayRoute route) {
      if (!isServed() || kinds.isEmpty()) {
        return false;
      }
      Gateway.RouteNamespaces namespaces = listener.allowedRoutes().namespaces();
      return switch (namespaces.from()) {
        case "All" -> true;
        case "Same" -> route.metadata().namespace().equals(gateway.metadata().namespace());
        case "Selector" ->
            namespaces.selector() != null
                && namespaces.selector().selects(labels(route.metadata().namespace()));
        default -> false;
      };
    }

    private Map<String, String> labels(String namespace) {
      Map<String, String> labels = new HashMap<>();
      resources
          .get(Namespace.class, new ObjectKey(Kind.NAMESPACE, "", namespace))
          .ifPresent(object -> labels.putAll(object.metadata().labels()));
      labels.putIfAbsent("kubernetes.io/metadata.name", namespace);
      return labels;
    }

    /**
     * Attaches the route for all hosts that it has in common with the listener; false where there
     * are none.
     */
    boolean attach(CompiledRoute compiled) {
      AiGatewayRoute route = compiled.route();
      List<String> hostnames =
          route.spec().hostnames().isEmpty() ? List.of("") : route.spec().hostnames();
      Set<Optional<String>> hosts = new HashSet<>();
      for (String hostname : hostnames) {
        Hosts.intersect(host, Hosts.of(hostname)).ifPresent(hosts::add);
      }
      if (hosts.isEmpty()) {
        return false;
      }
      if (!attachedRoutes.add(route.key())) {
        return true;
      }
      List<Attachment> atPort =
          attachments.computeIfAbsent(listener.port(), port -> new ArrayList<>());
      for (int i = 0; i < compiled.entries().size(); i++) {
        for (Optional<String> attachedHost : hosts) {
          Attachment attachment =
              new Attachment(
                  attachedHost,
                  compiled.entries().get(i),
                  route.metadata().created(),
                  route.key().qualifiedName(),
                  i);
          atPort.add(attachment);
        }
      }
      compiled.clusters().forEach(cluster -> clusters.put(cluster.name(), cluster));
      return true;
    }

    Verdict.Listener verdict() {
      return new Verdict.Listener(
          listener.name(),
          attachedRoutes.size(),
          kinds,
          List.of(accepted, conflicted, resolvedRefs));
    }
  }
}
