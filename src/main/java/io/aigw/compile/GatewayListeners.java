package io.aigw.compile;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.Gateway;
import io.aigw.api.Kind;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The listeners of a Gateway of ours, each with why it may not be served.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/reference/spec/#gateway">Gateway</a>
 */
record GatewayListeners(List<Checked> all) {

  private static final Verdict.RouteKind ROUTE_KIND =
      new Verdict.RouteKind(Kind.AI_GATEWAY_ROUTE.group(), Kind.AI_GATEWAY_ROUTE.kindName());

  static GatewayListeners of(Gateway gateway) {
    Map<Integer, Set<String>> hostsByPort = new HashMap<>();
    List<Checked> all = new ArrayList<>();
    for (Gateway.Listener listener : gateway.spec().listeners()) {
      all.add(check(listener, hostsByPort));
    }
    return new GatewayListeners(List.copyOf(all));
  }

  /** The ports of those that are served, ordered. */
  List<Integer> ports() {
    return all.stream()
        .filter(Checked::isServed)
        .map(checked -> checked.listener.port())
        .distinct()
        .sorted()
        .toList();
  }

  /** A listener and what is to be said about it. */
  record Checked(
      Gateway.Listener listener,
      Optional<String> host,
      Condition accepted,
      Condition conflicted,
      Condition resolvedRefs,
      List<Verdict.RouteKind> kinds) {

    boolean isServed() {
      return accepted.state() == Condition.State.TRUE
          && conflicted.state() == Condition.State.FALSE;
    }

    boolean isNamedBy(AiGatewayRoute.ParentRef ref) {
      return (ref.sectionName().isEmpty() || ref.sectionName().equals(listener.name()))
          && (ref.port() == 0 || ref.port() == listener.port());
    }

    /** The hosts that a route has in common with the listener. */
    Set<Optional<String>> hosts(AiGatewayRoute route) {
      List<String> hostnames =
          route.spec().hostnames().isEmpty() ? List.of("") : route.spec().hostnames();
      Set<Optional<String>> hosts = new LinkedHashSet<>();
      for (String hostname : hostnames) {
        Hosts.intersect(host, Hosts.of(hostname)).ifPresent(hosts::add);
      }
      return hosts;
    }
  }

  private static Checked check(Gateway.Listener listener, Map<Integer, Set<String>> hostsByPort) {
    Optional<String> host = Hosts.of(listener.hostname());
    Condition accepted = acceptance(listener);
    boolean isFirst =
        accepted.state() == Condition.State.FALSE
            || hostsByPort
                .computeIfAbsent(listener.port(), port -> new HashSet<>())
                .add(host.orElse(""));
    Condition conflicted =
        isFirst
            ? Condition.isFalse("Conflicted", "NoConflicts", "")
            : Condition.isTrue(
                "Conflicted",
                "HostnameConflict",
                "an earlier listener has port %d and the same hostname".formatted(listener.port()));
    List<Gateway.RouteGroupKind> wanted = listener.allowedRoutes().kinds();
    Condition resolvedRefs =
        wanted.stream().allMatch(GatewayListeners::isOurRoute)
            ? Condition.isTrue("ResolvedRefs", "ResolvedRefs", "")
            : Condition.isFalse(
                "ResolvedRefs",
                "InvalidRouteKinds",
                "allowedRoutes.kinds: of the kinds named only AIGatewayRoute (%s) can be served"
                    .formatted(ROUTE_KIND.group()));
    List<Verdict.RouteKind> kinds =
        wanted.isEmpty() || wanted.stream().anyMatch(GatewayListeners::isOurRoute)
            ? List.of(ROUTE_KIND)
            : List.of();
    return new Checked(listener, host, accepted, conflicted, resolvedRefs, kinds);
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
}
