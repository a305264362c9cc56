package io.aigw.api;

import java.util.Comparator;

/**
 * The identity of an object; ordered by kind, namespace and name.
 *
 * @param namespace empty for kinds without a namespace
 */
public record ObjectKey(Kind kind, String namespace, String name) implements Comparable<ObjectKey> {

  private static final Comparator<ObjectKey> ORDER =
      Comparator.comparing(ObjectKey::kind)
          .thenComparing(ObjectKey::namespace)
          .thenComparing(ObjectKey::name);

  /** {@code namespace/name}, or the name alone. */
  public String qualifiedName() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  @Override
  public int compareTo(ObjectKey other) {
    return ORDER.compare(this, other);
  }

  /** As {@code kubectl} names it: {@code aigatewayroute default/name}. */
  @Override
  public String toString() {
    return kind.singular() + " " + qualifiedName();
  }
}
