package io.aigw.compile;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * The place of an entry of a route among all that is attached to a port, for one host; first is who
 * is asked first.
 *
 * @param host for which it counts; empty: any
 * @param created of the route
 * @param route its namespace and name, and what tells its kind
 * @param index of the entry in its route
 */
record Rank(
    Optional<String> host, Specificity specificity, Instant created, String route, int index)
    implements Comparable<Rank> {

  /**
   * Gateway API's precedence over all rules of a listener: the most specific host, then the most
   * specific match, then the older route, then its namespace and name, then the order within it.
   */
  private static final Comparator<Rank> PRECEDENCE =
      Comparator.comparing(Rank::host, Hosts.MOST_SPECIFIC_FIRST)
          .thenComparing(Rank::specificity)
          .thenComparing(Rank::created)
          .thenComparing(Rank::route)
          .thenComparingInt(Rank::index);

  @Override
  public int compareTo(Rank other) {
    return PRECEDENCE.compare(this, other);
  }
}
