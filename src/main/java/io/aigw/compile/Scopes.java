package io.aigw.compile;

import io.aigw.collection.OrderedMap;
import io.aigw.compile.Attachment.GeneralRoute;
import io.aigw.ir.Route;
import io.aigw.ir.Scope;
import java.util.ArrayList;
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
 *
 * <p>A route that a request's head alone decides is in none of them where it comes before all that
 * need the body: it is found before that is read.
 */
final class Scopes {

  private Scopes() {}

  /**
   * What is found before the body is read.
   *
   * @param firstReader the rank of the first route that needs the body; null where there is none
   */
  static Scope ahead(OrderedMap<Rank, Route> byHead, @Nullable Rank firstReader) {
    List<Route> ahead = new ArrayList<>();
    for (Map.Entry<Rank, Route> entry : byHead.entrySet()) {
      if (!isBefore(entry.getKey(), firstReader)) {
        break;
      }
      ahead.add(entry.getValue());
    }
    return new Scope(Optional.empty(), ahead);
  }

  /** The scope of everything else. */
  static Scope general(
      @Nullable OrderedMap<Rank, List<GeneralRoute>> general, @Nullable Rank firstReader) {
    List<Route> routes = new ArrayList<>();
    if (general != null) {
      general.forEach(
          (rank, some) -> {
            if (!isBefore(rank, firstReader)) {
              some.forEach(one -> routes.add(one.route()));
            }
          });
    }
    return new Scope(Optional.empty(), routes);
  }

  private static boolean isBefore(Rank rank, @Nullable Rank firstReader) {
    return firstReader == null || rank.compareTo(firstReader) < 0;
  }

  /** The scope of a model that has routes of its own. */
  static Scope ofModel(
      String model,
      OrderedMap<Rank, Route> own,
      @Nullable OrderedMap<Rank, List<GeneralRoute>> general,
      @Nullable Rank firstReader) {
    SortedMap<Rank, List<Route>> merged = new TreeMap<>();
    own.forEach((rank, route) -> merged.put(rank, List.of(route)));
    if (general != null) {
      Rank last = own.lastKey();
      for (Map.Entry<Rank, List<GeneralRoute>> entry : general.entrySet()) {
        if (entry.getKey().compareTo(last) >= 0) {
          break;
        }
        if (!isBefore(entry.getKey(), firstReader)) {
          merged.putIfAbsent(entry.getKey(), forModelAlone(model, entry.getValue()));
        }
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
