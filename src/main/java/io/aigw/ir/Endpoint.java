package io.aigw.ir;

import java.util.Comparator;

/** An address or a name, with a port. */
public record Endpoint(String host, int port) implements Comparable<Endpoint> {

  private static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::host).thenComparingInt(Endpoint::port);

  @Override
  public int compareTo(Endpoint other) {
    return ORDER.compare(this, other);
  }
}
