package io.aigw.operator.report;

import io.aigw.compile.Compilation;
import io.aigw.ir.Action;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.Listener;
import io.aigw.ir.ModelMatch;
import io.aigw.ir.Route;
import io.aigw.ir.Target;
import io.aigw.ir.TlsServer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A first request to a listener, as a line for a shell: one that the first rule that serves takes.
 */
public final class FirstRequest {

  private static final String PATH = "/v1/chat/completions";

  private FirstRequest() {}

  /**
   * The line.
   *
   * @param address of the listener, for example {@code http://127.0.0.1:8080}
   * @return empty where no rule serves, or where only a regular expression says which requests do
   */
  public static Optional<String> curl(
      Compilation compilation, GatewayPlan plan, Listener listener, String address) {
    List<String> rules =
        compilation.rules().stream()
            .map(rule -> rule.route().qualifiedName() + "/" + rule.rule())
            .toList();
    return Stream.concat(Stream.of(listener.general()), listener.byModel().values().stream())
        .flatMap(scope -> scope.routes().stream())
        .filter(route -> serves(route, plan) && isPlain(route))
        .min(
            Comparator.<Route>comparingInt(route -> rules.indexOf(route.name()))
                .thenComparing(FirstRequest::isRewritten))
        .map(route -> curl(route, listener, address));
  }

  private static boolean serves(Route route, GatewayPlan plan) {
    return switch (route.action()) {
      case Action.Forward forward ->
          forward.targets().stream()
              .flatMap((Target target) -> target.cluster().stream())
              .anyMatch(cluster -> hasEndpoints(plan, cluster));
      case Action.Redirect _, Action.ModelNotFound _ -> false;
    };
  }

  /** Of several models of a rule, one that keeps its name makes the plainest example. */
  private static boolean isRewritten(Route route) {
    return route.action() instanceof Action.Forward forward
        && forward.targets().stream().anyMatch(target -> target.modelRewrite().isPresent());
  }

  private static boolean hasEndpoints(GatewayPlan plan, String name) {
    var cluster = plan.clusters().get(name);
    return cluster != null && !cluster.endpoints().isEmpty();
  }

  private static boolean isPlain(Route route) {
    return route.match().headers().stream().allMatch(HeaderMatch.Exact.class::isInstance)
        && route.match().model().stream().allMatch(ModelMatch.Exact.class::isInstance);
  }

  private static String curl(Route route, Listener listener, String address) {
    Optional<String> host = route.match().host().map(FirstRequest::example);
    StringBuilder line = new StringBuilder("curl ");
    if (listener.tls().isEmpty()) {
      line.append(address).append(PATH);
    } else {
      line.append(overTls(host.or(() -> asked(listener)), address));
    }
    header(line, "content-type", "application/json");
    if (listener.tls().isEmpty()) {
      host.ifPresent(name -> header(line, "host", name));
    }
    for (HeaderMatch header : route.match().headers()) {
      if (header instanceof HeaderMatch.Exact(String name, String value)) {
        header(line, name, value);
      }
    }
    String body =
        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
            .formatted(json(model(route, listener)));
    return line.append(" -d ").append(quoted(body)).toString();
  }

  /** By the name that a certificate is for, wherever that leads otherwise; it may be by anybody. */
  private static String overTls(Optional<String> host, String address) {
    String connection = address.substring(address.indexOf("//") + 2);
    return host.map(
            name -> "--insecure --connect-to ::%s https://%s%s".formatted(connection, name, PATH))
        .orElseGet(() -> "--insecure " + address + PATH);
  }

  private static Optional<String> asked(Listener listener) {
    return listener.tls().stream()
        .flatMap((TlsServer server) -> server.host().stream())
        .map(FirstRequest::example)
        .findFirst();
  }

  private static String example(String host) {
    return host.replace("*", "any");
  }

  private static String model(Route route, Listener listener) {
    return route
        .match()
        .model()
        .flatMap(
            match ->
                match instanceof ModelMatch.Exact(String model)
                    ? Optional.of(model)
                    : Optional.<String>empty())
        .or(
            () ->
                listener.models().stream()
                    .flatMap(catalogue -> catalogue.models().keySet().stream())
                    .findFirst())
        .orElse("any");
  }

  private static void header(StringBuilder line, String name, String value) {
    line.append(" -H ").append(quoted(name + ": " + value));
  }

  private static String json(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
