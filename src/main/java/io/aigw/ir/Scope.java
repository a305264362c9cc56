package io.aigw.ir;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The routes of one model, or of everything else. A changed route touches its scope alone.
 *
 * <p>A request is looked up by its model. Where none of that scope's routes matches, or there is no
 * such scope, the request goes to the scope of everything else.
 *
 * @param model exactly as requests name it; empty: everything else
 * @param routes in the order of precedence: the first that matches serves
 */
public record Scope(Optional<String> model, List<Route> routes) {

  /** No routes, of no model. */
  public static final Scope NONE = new Scope(Optional.empty(), List.of());

  public Scope {
    routes = List.copyOf(routes);
  }

  /**
   * The routes of one object.
   *
   * @param object {@code namespace/name}
   */
  public List<Route> routesOf(String object) {
    return routes.stream().filter(route -> route.object().equals(object)).toList();
  }

  /** The objects that the routes come from. */
  public Set<String> objects() {
    return routes.stream().map(Route::object).collect(Collectors.toCollection(TreeSet::new));
  }
}
