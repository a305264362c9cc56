package io.aigw.compile;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A host at a port; the most specific one first.
 *
 * @param host empty: any
 */
record PortHost(Port port, Optional<String> host) implements Comparable<PortHost> {

  private static final Comparator<PortHost> ORDER =
      Comparator.comparing(PortHost::port).thenComparing(PortHost::host, Hosts.MOST_SPECIFIC_FIRST);

  /** This and all that cover it. */
  Set<PortHost> covering() {
    Set<PortHost> covering = new LinkedHashSet<>();
    covering.add(this);
    host.ifPresent(
        name ->
            Hosts.wildcardsOver(name)
                .forEach(w -> covering.add(new PortHost(port, Optional.of(w)))));
    covering.add(new PortHost(port, Optional.empty()));
    return covering;
  }

  @Override
  public int compareTo(PortHost other) {
    return ORDER.compare(this, other);
  }
}
