package io.aigw.xds.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The resources of a type that are no longer published, but stay with an Envoy until it has
 * acknowledged the routes that do without them, and for a grace after that.
 */
final class Departures {

  private static final long UNDECIDED = Long.MAX_VALUE;

  private static final class Departure {
    private final long publication;
    private long due = UNDECIDED;

    private Departure(long publication) {
      this.publication = publication;
    }
  }

  private final Map<String, Departure> leaving = new HashMap<>();

  /** The resource is not in this publication; a departure that is under way goes on. */
  void begin(String name, long publication) {
    leaving.computeIfAbsent(name, key -> new Departure(publication));
  }

  /** The resource is published again, or has left. */
  void end(String name) {
    leaving.remove(name);
  }

  boolean isEmpty() {
    return leaving.isEmpty();
  }

  boolean isDue(String name, long now) {
    Departure departure = leaving.get(name);
    return departure != null && departure.due <= now;
  }

  /**
   * The grace begins for what was left out up to a publication whose routes are acknowledged.
   *
   * @param due when a grace that begins now will end
   * @param needed what is in use nevertheless, so that its grace has to begin later
   */
  void release(long acknowledged, long due, Predicate<String> needed) {
    leaving.forEach(
        (name, departure) -> {
          if (departure.publication > acknowledged || needed.test(name)) {
            departure.due = UNDECIDED;
          } else if (departure.due == UNDECIDED) {
            departure.due = due;
          }
        });
  }

  List<String> due(long now) {
    List<String> names = new ArrayList<>();
    leaving.forEach(
        (name, departure) -> {
          if (departure.due <= now) {
            names.add(name);
          }
        });
    return names;
  }

  /** When the next grace ends that has not yet; {@link Long#MAX_VALUE} where there is none. */
  long next(long now) {
    long next = UNDECIDED;
    for (Departure departure : leaving.values()) {
      if (departure.due > now) {
        next = Math.min(next, departure.due);
      }
    }
    return next;
  }
}
