package io.aigw.ir;

import java.util.List;
import java.util.Optional;

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
  public Scope {
    routes = List.copyOf(routes);
  }
}
