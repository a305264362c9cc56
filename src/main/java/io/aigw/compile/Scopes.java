package io.aigw.compile;

import io.aigw.collection.OrderedMap;
import io.aigw.compile.Attachment.GeneralRoute;
import io.aigw.ir.Route;
import io.aigw.ir.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The scopes of a port. A request that finds no route in its model's scope falls through to the
 * scope of everything else; so only those general routes are repeated in a model's scope which
 * outrank one of its own.
 */
final class Scopes {

  private Scopes() {}

  /** The scope of everything else. */
  static Scope general(@Nullable OrderedMap<Rank, List<GeneralRoute>> general) {
    return new Scope(
        Optional.empty(),
        general == null
            ? List.of()
            : general.values().stream().flatMap(List::stream).map(GeneralRoute::route).toList());
  }

  /** The scope of a model that has routes of its own. */
  static Scope ofModel(
      String model,
      OrderedMap<Rank, Route> own,
      @Nullable OrderedMap<Rank, List<GeneralRoute>> general) {
    SortedMap<Rank, List<Route>> merged = new TreeMap<>();
    own.forEach((rank, route) -> merged.put(rank, List.of(route)));
    if (general != null) {
      Rank last = own.lastKey();
      for (Map.Entry<Rank, List<GeneralRoute>> entry : general.entrySet()) {
        if (entry.getKey().compareTo(last) >= 0) {
          break;
        }
        merged.putIfAbsent(entry.getKey(), forModelAlone(model, entry.getValue()));
      }
    }
    return new Scope(Optional.of(model), merged.values().stream().flatMap(List::stream).toList());
  }

  private static List<Route> forModelAlone(String model, List<GeneralRoute> routes) {
    return routes.stream()
        .filter(route -> route.takes(model))
        .map(route -> route.forModelAlone(model))
        .toList();
  }
}
