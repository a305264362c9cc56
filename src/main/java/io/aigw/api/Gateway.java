package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.map;
import static io.aigw.api.Defaults.or;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gateway API's Gateway: where clients reach the gateway. */
public record Gateway(Metadata metadata, Spec spec) implements ApiObject {

  public record Spec(
      String gatewayClassName,
      List<Listener> listeners,
      List<Object> addresses,
      @Nullable Infrastructure infrastructure,
      @Nullable Object backendTLS,
      @Nullable Object tls,
      @Nullable Object allowedListeners,
      @Nullable String defaultScope) {
    public Spec(
        @Nullable String gatewayClassName,
        @Nullable List<Listener> listeners,
        @Nullable List<Object> addresses,
        @Nullable Infrastructure infrastructure,
        @Nullable Object backendTLS,
        @Nullable Object tls,
        @Nullable Object allowedListeners,
        @Nullable String defaultScope) {
      this.gatewayClassName = or(gatewayClassName, "");
      this.listeners = list(listeners);
      this.addresses = list(addresses);
      this.infrastructure = infrastructure;
      this.backendTLS = backendTLS;
      this.tls = tls;
      this.allowedListeners = allowedListeners;
      this.defaultScope = defaultScope;
    }
  }

  /** What the objects that make the Gateway work are given. */
  public record Infrastructure(
      Map<String, String> labels,
      Map<String, String> annotations,
      @Nullable ParametersRef parametersRef) {
    public Infrastructure(
        @Nullable Map<String, String> labels,
        @Nullable Map<String, String> annotations,
        @Nullable ParametersRef parametersRef) {
      this.labels = map(labels);
      this.annotations = map(annotations);
      this.parametersRef = parametersRef;
    }
  }

  /**
   * A listener.
   *
   * @param hostname empty: every host
   */
  public record Listener(
      String name,
      String hostname,
      int port,
      String protocol,
      @Nullable Tls tls,
      AllowedRoutes allowedRoutes) {
    public Listener(
        @Nullable String name,
        @Nullable String hostname,
        int port,
        @Nullable String protocol,
        @Nullable Tls tls,
        @Nullable AllowedRoutes allowedRoutes) {
      this.name = or(name, "");
      this.hostname = or(hostname, "");
      this.port = port;
      this.protocol = or(protocol, "");
      this.tls = tls;
      this.allowedRoutes = or(allowedRoutes, new AllowedRoutes(null, null));
    }
  }

  /**
   * How TLS is spoken with clients.
   *
   * @param mode {@code Terminate} (default) or {@code Passthrough}
   * @param frontendValidation certificates that clients must have
   */
  public record Tls(
      String mode,
      List<SecretRef> certificateRefs,
      @Nullable Object frontendValidation,
      Map<String, String> options) {
    public Tls(
        @Nullable String mode,
        @Nullable List<SecretRef> certificateRefs,
        @Nullable Object frontendValidation,
        @Nullable Map<String, String> options) {
      this.mode = or(mode, "Terminate");
      this.certificateRefs = list(certificateRefs);
      this.frontendValidation = frontendValidation;
      this.options = map(options);
    }
  }

  /**
   * Which routes may attach.
   *
   * @param kinds empty: every kind that the listener's protocol can carry
   */
  public record AllowedRoutes(RouteNamespaces namespaces, List<RouteGroupKind> kinds) {
    public AllowedRoutes(
        @Nullable RouteNamespaces namespaces, @Nullable List<RouteGroupKind> kinds) {
      this.namespaces = or(namespaces, new RouteNamespaces(null, null));
      this.kinds = list(kinds);
    }
  }

  /**
   * From which namespaces.
   *
   * @param from {@code Same} (default), {@code All}, {@code Selector} or {@code None}
   */
  public record RouteNamespaces(String from, @Nullable LabelSelector selector) {
    public RouteNamespaces(@Nullable String from, @Nullable LabelSelector selector) {
      this.from = or(from, "Same");
      this.selector = selector;
    }
  }

  public record RouteGroupKind(String group, String kind) {
    public RouteGroupKind(@Nullable String group, @Nullable String kind) {
      this.group = or(group, "gateway.networking.k8s.io");
      this.kind = or(kind, "");
    }
  }

  /** A Kubernetes label selector; all its requirements must hold. */
  public record LabelSelector(Map<String, String> matchLabels, List<Requirement> matchExpressions) {
    public LabelSelector(
        @Nullable Map<String, String> matchLabels, @Nullable List<Requirement> matchExpressions) {
      this.matchLabels = map(matchLabels);
      this.matchExpressions = list(matchExpressions);
    }

    /** Whether these labels are selected. An unknown operator selects nothing. */
    public boolean selects(Map<String, String> labels) {
      return labels.entrySet().containsAll(matchLabels.entrySet())
          && matchExpressions.stream().allMatch(requirement -> requirement.holds(labels));
    }
  }

  public record Requirement(String key, String operator, List<String> values) {
    public Requirement(
        @Nullable String key, @Nullable String operator, @Nullable List<String> values) {
      this.key = or(key, "");
      this.operator = or(operator, "");
      this.values = list(values);
    }

    boolean holds(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case "In" -> value != null && values.contains(value);
        case "NotIn" -> value == null || !values.contains(value);
        case "Exists" -> value != null;
        case "DoesNotExist" -> value == null;
        default -> false;
      };
    }
  }

  @Override
  public Kind kind() {
    return Kind.GATEWAY;
  }
}
