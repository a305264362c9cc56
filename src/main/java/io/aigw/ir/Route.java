package io.aigw.ir;

/**
 * A route.
 *
 * @param name for logs and statistics: the rule it comes from
 */
public record Route(String name, RouteMatch match, Action action) {}
