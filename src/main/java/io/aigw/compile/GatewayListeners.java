package io.aigw.compile;

import io.aigw.api.Gateway;
import io.aigw.api.Kind;
import io.aigw.api.ParentRef;
import io.aigw.api.SecretRef;
import io.aigw.ir.TlsServer;
import io.aigw.resolve.Problem;
import io.aigw.resolve.Resolver.ReferredCertificate;
import io.aigw.resolve.SecretName;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The listeners of a Gateway of ours, each with why it may not be served.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/reference/spec/#gateway">Gateway</a>
 */
record GatewayListeners(List<Checked> all) {

  private static final String HTTP = "HTTP";
  private static final String HTTPS = "HTTPS";
  private static final List<Verdict.RouteKind> ROUTE_KINDS =
      Stream.of(Kind.AI_GATEWAY_ROUTE, Kind.HTTP_ROUTE)
          .map(kind -> new Verdict.RouteKind(kind.group(), kind.kindName()))
          .toList();

  static GatewayListeners of(Gateway gateway, Function<SecretRef, ReferredCertificate> secrets) {
    Map<Integer, Taken> takenByPort = new HashMap<>();
    List<Checked> all = new ArrayList<>();
    for (Gateway.Listener listener : gateway.spec().listeners()) {
      all.add(check(gateway, listener, takenByPort, secrets));
    }
    return new GatewayListeners(List.copyOf(all));
  }

  /** What listeners before have of a port. */
  private record Taken(String protocol, Set<String> hosts) {}

  /** The ports of those that are served, ordered. */
  List<Integer> ports() {
    return all.stream()
        .filter(Checked::isServed)
        .map(checked -> checked.listener.port())
        .distinct()
        .sorted()
        .toList();
  }

  /** How TLS is spoken at a port; empty for plain text. */
  List<TlsServer> tls(int port) {
    return all.stream()
        .filter(Checked::isServed)
        .filter(checked -> checked.listener.port() == port && !checked.certificates.isEmpty())
        .sorted(Comparator.comparing(checked -> checked.host.orElse("")))
        .map(
            checked ->
                new TlsServer(
                    checked.host, checked.certificates.stream().map(SecretName::toString).toList()))
        .toList();
  }

  /**
   * A listener and what is to be said about it.
   *
   * @param certificates those that it can be served with
   */
  record Checked(
      Gateway.Listener listener,
      Optional<String> host,
      List<SecretName> certificates,
      Condition accepted,
      Condition conflicted,
      Condition resolvedRefs,
      List<Verdict.RouteKind> kinds) {

    boolean isServed() {
      return accepted.state() == Condition.State.TRUE
          && conflicted.state() == Condition.State.FALSE
          && (listener.protocol().equals(HTTP) || !certificates.isEmpty());
    }

    boolean isNamedBy(ParentRef ref) {
      return (ref.sectionName().isEmpty() || ref.sectionName().equals(listener.name()))
          && (ref.port() == 0 || ref.port() == listener.port());
    }

    /** Whether routes of a kind may attach. */
    boolean allows(Kind kind) {
      return kinds.contains(new Verdict.RouteKind(kind.group(), kind.kindName()));
    }

    /** The hosts that a route with these hostnames has in common with the listener. */
    Set<Optional<String>> hosts(List<String> hostnames) {
      Set<Optional<String>> hosts = new LinkedHashSet<>();
      for (String hostname : hostnames.isEmpty() ? List.of("") : hostnames) {
        Hosts.intersect(host, Hosts.of(hostname)).ifPresent(hosts::add);
      }
      return hosts;
    }
  }

  private static Checked check(
      Gateway gateway,
      Gateway.Listener listener,
      Map<Integer, Taken> takenByPort,
      Function<SecretRef, ReferredCertificate> secrets) {
    Optional<String> host = Hosts.of(listener.hostname());
    Condition accepted = acceptance(gateway, listener);
    Condition conflicted =
        accepted.state() == Condition.State.FALSE
            ? noConflict()
            : conflict(
                listener,
                host.orElse(""),
                takenByPort.computeIfAbsent(
                    listener.port(), port -> new Taken(listener.protocol(), new HashSet<>())));
    List<Problem> references = new ArrayList<>();
    List<SecretName> certificates =
        listener.protocol().equals(HTTPS) ? certificates(listener, secrets, references) : List.of();
    List<Verdict.RouteKind> wanted =
        listener.allowedRoutes().kinds().stream()
            .map(kind -> new Verdict.RouteKind(kind.group(), kind.kind()))
            .toList();
    Condition resolvedRefs =
        ROUTE_KINDS.containsAll(wanted)
            ? Conditions.resolvedRefs(references)
            : Condition.isFalse(
                "ResolvedRefs",
                "InvalidRouteKinds",
                "allowedRoutes.kinds: of the kinds named only AIGatewayRoute (%s) and HTTPRoute (%s) can be served"
                    .formatted(Kind.AI_GATEWAY_ROUTE.group(), Kind.HTTP_ROUTE.group()));
    List<Verdict.RouteKind> kinds =
        ROUTE_KINDS.stream()
            .filter(kind -> isSupported(listener.protocol()))
            .filter(kind -> wanted.isEmpty() || wanted.contains(kind))
            .toList();
    return new Checked(
        listener, host, List.copyOf(certificates), accepted, conflicted, resolvedRefs, kinds);
  }

  private static Condition conflict(Gateway.Listener listener, String host, Taken taken) {
    if (!taken.protocol.equals(listener.protocol())) {
      return Condition.isTrue(
          "Conflicted",
          "ProtocolConflict",
          "an earlier listener has port %d for %s".formatted(listener.port(), taken.protocol));
    }
    return taken.hosts.add(host)
        ? noConflict()
        : Condition.isTrue(
            "Conflicted",
            "HostnameConflict",
            "an earlier listener has port %d and the same hostname".formatted(listener.port()));
  }

  private static Condition noConflict() {
    return Condition.isFalse("Conflicted", "NoConflicts", "");
  }

  private static List<SecretName> certificates(
      Gateway.Listener listener,
      Function<SecretRef, ReferredCertificate> secrets,
      List<Problem> problems) {
    List<SecretRef> refs = listener.tls() == null ? List.of() : listener.tls().certificateRefs();
    if (refs.isEmpty()) {
      problems.add(
          new Problem(
              Problem.Reason.INVALID_CERTIFICATE_REF, "tls.certificateRefs names no certificate"));
    }
    List<SecretName> names = new ArrayList<>();
    for (SecretRef ref : refs) {
      ReferredCertificate referred = secrets.apply(ref);
      referred
          .certificate()
          .problem()
          .ifPresentOrElse(
              problems::add,
              () -> names.add(new SecretName(SecretName.Use.CERTIFICATE, referred.secret())));
    }
    return names.stream().distinct().toList();
  }

  private static Condition acceptance(Gateway gateway, Gateway.Listener listener) {
    if (!isSupported(listener.protocol())) {
      return Condition.isFalse(
          "Accepted",
          "UnsupportedProtocol",
          "protocol %s is not supported; use HTTP or HTTPS".formatted(listener.protocol()));
    }
    if (listener.port() < 1 || listener.port() > 65_535) {
      return Condition.isFalse(
          "Accepted", "PortUnavailable", "port %d is none".formatted(listener.port()));
    }
    if (!Hosts.isValid(listener.hostname())) {
      return unsupported("%s is no hostname".formatted(listener.hostname()));
    }
    Gateway.Tls tls = listener.tls();
    if (!listener.protocol().equals(HTTPS) || tls == null) {
      return Condition.isTrue("Accepted", "Accepted", "");
    }
    if (!tls.mode().equals("Terminate")) {
      return unsupported("tls.mode %s is not supported; use Terminate".formatted(tls.mode()));
    }
    if (tls.frontendValidation() != null || gateway.spec().tls() != null) {
      return unsupported(
          "certificates of clients (tls.frontendValidation, or spec.tls of the Gateway) are not supported yet");
    }
    return Condition.isTrue(
        "Accepted",
        "Accepted",
        Conditions.withoutEffect(tls.options().isEmpty() ? List.of() : List.of("tls.options")));
  }

  private static boolean isSupported(String protocol) {
    return protocol.equals(HTTP) || protocol.equals(HTTPS);
  }

  private static Condition unsupported(String message) {
    return Condition.isFalse("Accepted", "UnsupportedValue", message);
  }
}
