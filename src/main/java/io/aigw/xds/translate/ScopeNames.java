package io.aigw.xds.translate;

import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Scope;
import java.util.Optional;

/** Scopes by the names of their resources, and trials of what is in them. */
public final class ScopeNames {

  private static final String TRIAL = "|?";

  /**
   * A trial: the routes of one object in a scope, under a name that no request is looked up by, to
   * see whether Envoy takes them.
   *
   * @param scope the name of the scope's resource
   * @param object {@code namespace/name} of the AIGatewayRoute
   */
  public record Trial(String scope, String object) {

    /** The name of the trial's resource. */
    public String resource() {
      int bar = scope.indexOf('|');
      return scope.substring(0, bar) + TRIAL + object + scope.substring(bar);
    }

    /** The trial of this resource; empty where it is none. */
    public static Optional<Trial> of(String resource) {
      int start = resource.indexOf('|');
      if (start < 0 || !resource.startsWith(TRIAL, start)) {
        return Optional.empty();
      }
      int end = resource.indexOf('|', start + TRIAL.length());
      return Optional.of(
          new Trial(
              resource.substring(0, start) + resource.substring(end),
              resource.substring(start + TRIAL.length(), end)));
    }
  }

  private ScopeNames() {}

  /** The scope that a resource was made of; empty where it is not one of rules. */
  public static Optional<Scope> find(GatewayPlan plan, String resource) {
    return plan.listeners().stream()
        .flatMap(listener -> ScopeTranslator.find(listener, resource).stream())
        .findFirst();
  }

  /** The plan with another scope in place of the one that a resource was made of. */
  public static GatewayPlan replace(GatewayPlan plan, String resource, Scope scope) {
    return new GatewayPlan(
        plan.gateway(),
        plan.listeners().stream()
            .map(
                listener ->
                    ScopeTranslator.find(listener, resource).isPresent()
                        ? ScopeTranslator.replace(listener, resource, scope)
                        : listener)
            .toList(),
        plan.clusters(),
        plan.secrets());
  }
}
