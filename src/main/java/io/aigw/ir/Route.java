package io.aigw.ir;

/**
 * A route.
 *
 * @param name the rule it comes from, {@code NAMESPACE/ROUTE/RULE}, the rule's name or index being
 *     the rest: for logs and statistics, and to find whose it is
 */
public record Route(String name, RouteMatch match, Action action) {

  /** {@code NAMESPACE/ROUTE}: the object that the rule is in. */
  public String object() {
    return name.substring(0, name.indexOf('/', name.indexOf('/') + 1));
  }

  /** The rule's name or index. */
  public String rule() {
    return name.substring(object().length() + 1);
  }
}
