package io.aigw.ir;

/**
 * A route.
 *
 * @param name the rule it comes from, {@code NAMESPACE/ROUTE/RULE}, the rule's name or index being
 *     the rest: for logs and statistics, and to find whose it is
 */
public record Route(String name, RouteMatch match, Action action) {}
