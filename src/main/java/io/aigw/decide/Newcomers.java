package io.aigw.decide;

import io.aigw.pick.Endpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which endpoints of a pool have come so lately that gateways may not know them yet: each hears of
 * a Pod in its own time, and a request for an endpoint that it does not know gets 503 there. Those
 * that a pool begins with are none, nor is one that a gateway names itself. Immutable.
 */
public final class Newcomers {

  private final Duration hold;

  /** All endpoints of the pool. */
  private final List<Endpoint> pool;

  /** When each endpoint ceases to be one, in nanoseconds. */
  private final Map<String, Long> until;

  /** When none is one any more. */
  private final long last;

  private Newcomers(Duration hold, List<Endpoint> pool, Map<String, Long> until, long last) {
    this.hold = hold;
    this.pool = pool;
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
    return new Newcomers(hold, List.of(), Map.of(), 0);
  }

  /**
   * Those after a change of the pool.
   *
   * @param endpoints all that it has now; who is none of them is new when it comes again
   * @param now by the clock of the {@link EndpointPicker}
   */
  public Newcomers after(List<Endpoint> endpoints, long now) {
    long end = until.isEmpty() ? now : now + hold.toNanos();
    Map<String, Long> next = HashMap.newHashMap(endpoints.size());
    long latest = now;
    for (Endpoint endpoint : endpoints) {
      long settled = until.getOrDefault(endpoint.address(), end);
      next.put(endpoint.address(), settled);
      latest = settled - latest > 0 ? settled : latest;
    }
    return new Newcomers(hold, endpoints, next, latest);
  }

  /**
   * Who of a pool's endpoints is none; all, where there is nobody else. They may have changed since
   * this was made, in which case those that it does not know are the newest of all.
   */
  List<Endpoint> others(List<Endpoint> all, long now) {
    boolean over = now - last >= 0 && all.equals(pool); // which nearly always is the same list
    if (until.isEmpty() || over) {
      return all;
    }
    List<Endpoint> settled =
        all.stream()
            .filter(
                endpoint -> {
                  Long end = until.get(endpoint.address());
                  return end != null && now - end >= 0;
                })
            .toList();
    return settled.isEmpty() ? all : settled;
  }
}
