package io.aigw.ir;

/**
 * A route.
 *
 * @param name the rule it comes from, {@code NAMESPACE/ROUTE/RULE}, the rule's name or index being
 *     the rest, after {@link #HTTP} where it is an HTTPRoute's: for logs and statistics, and to
 *     find whose it is
 */
public record Route(String name, RouteMatch match, Action action) {

  /** What the names of HTTPRoutes' rules begin with; none of AIGatewayRoutes does. */
  public static final String HTTP = "http:";

  /** {@code NAMESPACE/ROUTE}: the object that the rule is in, with what tells its kind. */
  public String object() {
    return name.substring(0, name.indexOf('/', name.indexOf('/') + 1));
  }

  /** Whether it is an HTTPRoute's, which is none of a model's. */
  public boolean ofHttpRoute() {
    return name.startsWith(HTTP);
  }

  /** The rule's name or index. */
  public String rule() {
    return name.substring(object().length() + 1);
  }
}
