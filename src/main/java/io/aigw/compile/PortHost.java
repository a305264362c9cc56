package io.aigw.compile;

import java.util.Comparator;
import java.util.Optional;

/**
 * A host at a port; the most specific one first.
 *
 * @param host empty: any
 */
record PortHost(Port port, Optional<String> host) implements Comparable<PortHost> {

  private static final Comparator<PortHost> ORDER =
      Comparator.comparing(PortHost::port).thenComparing(PortHost::host, Hosts.MOST_SPECIFIC_FIRST);

  @Override
  public int compareTo(PortHost other) {
    return ORDER.compare(this, other);
  }
}
