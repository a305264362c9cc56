package io.aigw.resolve;

import io.aigw.api.ObjectKey;
import java.util.Comparator;

/**
 * What requests are led to: an AIServiceBackend, a pool, or a port of a Service.
 *
 * @param port of a Service; 0 for the others
 */
public record Upstream(ObjectKey object, int port) implements Comparable<Upstream> {

  private static final Comparator<Upstream> ORDER =
      Comparator.comparing(Upstream::object).thenComparingInt(Upstream::port);

  /** Something that has no ports to choose from. */
  public static Upstream of(ObjectKey object) {
    return new Upstream(object, 0);
  }

  @Override
  public int compareTo(Upstream other) {
    return ORDER.compare(this, other);
  }
}
