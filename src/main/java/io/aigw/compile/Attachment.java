package io.aigw.compile;

import io.aigw.compile.CompiledRoute.Entry;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * An entry of a route at a listener's port, for one host.
 *
 * @param host for which it counts; empty: any
 * @param created of the route
 * @param index of the entry in its route
 */
record Attachment(Optional<String> host, Entry entry, Instant created, String route, int index) {

  /**
   * Gateway API's precedence over all rules of a listener: the most specific host, then the most
   * header matches, then the older route, then its namespace and name, then the order within it.
   */
  static final Comparator<Attachment> PRECEDENCE =
      Comparator.comparing(Attachment::host, Hosts.MOST_SPECIFIC_FIRST)
          .thenComparingInt(attachment -> -attachment.entry().headerCount())
          .thenComparing(Attachment::created)
          .thenComparing(Attachment::route)
          .thenComparingInt(Attachment::index);
}
