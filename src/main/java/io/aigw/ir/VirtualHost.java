package io.aigw.ir;

import java.util.List;
import java.util.Locale;

/**
 * The routes of one model, or of all requests whose model has no routes of its own. A changed route
 * touches its virtual host alone.
 *
 * @param key the model's name in lower case (Envoy's look-up ignores case; the routes themselves do
 *     not), or {@link #ANY}
 * @param routes in the order of precedence: the first that matches serves
 */
public record VirtualHost(String key, List<Route> routes) {

  /** The key for requests without a model, or whose model has no routes of its own. */
  public static final String ANY = "*";

  public VirtualHost {
    routes = List.copyOf(routes);
  }

  /** The key under which a model's routes are found. */
  public static String keyOf(String model) {
    return model.toLowerCase(Locale.ROOT);
  }
}
