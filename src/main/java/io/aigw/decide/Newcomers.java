package io.aigw.decide;

import io.aigw.pick.Endpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which endpoints of a pool have come so lately that gateways may not know them yet: each hears of
 * a Pod in its own time, and a request for an endpoint that it does not know gets 503 there. Those
 * that a pool begins with are none, nor is one that a gateway names itself. Immutable.
 */
public final class Newcomers {

  private final Duration hold;

  /** When each endpoint ceases to be one, in nanoseconds. */
  private final Map<String, Long> until;

  /** When none is one any more. */
  private final long last;

  private Newcomers(Duration hold, Map<String, Long> until, long last) {
    this.hold = hold;
    this.until = until;
    this.last = last;
  }

  /**
   * Of a pool without endpoints.
   *
   * @param hold how long an endpoint is a newcomer; not negative
   */
  public static Newcomers none(Duration hold) {
    if (hold.isNegative()) {
      throw new IllegalArgumentException("an endpoint cannot be held back for " + hold);
    }
    return new Newcomers(hold, Map.of(), 0);
  }

  /**
   * Those after a change of the pool.
   *
   * @param addresses all of its endpoints now; who is none of them is new when it comes again
   * @param now by the clock of the {@link EndpointPicker}
   */
  public Newcomers after(List<String> addresses, long now) {
    long end = until.isEmpty() ? now : now + hold.toNanos();
    Map<String, Long> next = HashMap.newHashMap(addresses.size());
    long latest = now;
    for (String address : addresses) {
      long settled = until.getOrDefault(address, end);
      next.put(address, settled);
      latest = settled - latest > 0 ? settled : latest;
    }
    return new Newcomers(hold, next, latest);
  }

  /** Who is none; empty where that is everybody or nobody, so that there is nothing to choose. */
  Optional<Predicate<Endpoint>> others(List<Endpoint> all, long now) {
    if (until.isEmpty() || now - last >= 0) {
      return Optional.empty();
    }
    Predicate<Endpoint> settled =
        endpoint -> {
          Long end = until.get(endpoint.address());
          return end != null && now - end >= 0;
        };
    return Optional.of(settled).filter(others -> all.stream().anyMatch(others));
  }
}
