package io.aigw.compile;

import io.aigw.api.ObjectKey;
import java.util.Comparator;

/** A port of a Gateway. */
record Port(ObjectKey gateway, int number) implements Comparable<Port> {

  private static final Comparator<Port> ORDER =
      Comparator.comparing(Port::gateway).thenComparingInt(Port::number);

  @Override
  public int compareTo(Port other) {
    return ORDER.compare(this, other);
  }
}
