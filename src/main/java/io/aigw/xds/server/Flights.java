package io.aigw.xds.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The responses of a type that are under way: one that holds up further ones, and those whose
 * answer is so late that it is not waited for. Belongs to the mailbox of its stream.
 */
final class Flights {

  /** So many responses may be under way whose answer is late. */
  private static final int OVERDUE = 16;

  private final Map<String, Flight> overdue = new LinkedHashMap<>();
  private @Nullable Flight current;

  /** The response that holds up further ones. */
  @Nullable Flight current() {
    return current;
  }

  void start(Flight flight) {
    current = flight;
  }

  /** Those whose answer is late, the oldest first. */
  Collection<Flight> overdue() {
    return overdue.values();
  }

  boolean isOverdue(String nonce) {
    return overdue.containsKey(nonce);
  }

  /** All, the newest last. */
  List<Flight> all() {
    List<Flight> flights = new ArrayList<>(overdue.values());
    if (current != null) {
      flights.add(current);
    }
    return flights;
  }

  /** The response that this is the answer to, which ends it; null where none is expected. */
  @Nullable Flight end(String nonce) {
    Flight late = overdue.remove(nonce);
    if (late != null) {
      return late;
    }
    Flight ended = current;
    if (ended == null || !ended.nonce().equals(nonce)) {
      return null;
    }
    current = null;
    return ended;
  }

  /**
   * Stops waiting for an answer; it may still come.
   *
   * @return whether there was one that is late
   */
  boolean passOverdue(long sentBefore) {
    Flight late = current;
    if (late == null || late.sentAt() > sentBefore || overdue.size() >= OVERDUE) {
      return false;
    }
    overdue.put(late.nonce(), late);
    current = null;
    return true;
  }

  /** What the Envoy will make of a name is of no interest any more. */
  void forget(String name) {
    all().forEach(flight -> flight.items().remove(name));
  }

  /** What it was told last of a name, of what is overdue; null where there is nothing. */
  @Nullable Held told(String name) {
    Held told = null;
    for (Flight late : overdue.values()) {
      told = late.items().getOrDefault(name, told);
    }
    return told;
  }
}
