package io.aigw.compile;

import java.util.Comparator;

/**
 * How much a match asks for, which decides who is asked first; by Gateway API's precedence.
 *
 * @param path the kind of its condition on the path
 * @param pathLength of the condition's text
 * @param method whether it names a method
 * @param headers the number of header matches as written
 * @param queryParams the number of matches of the query's parameters
 */
record Specificity(PathKind path, int pathLength, boolean method, int headers, int queryParams)
    implements Comparable<Specificity> {

  /** First is who is asked first; where expressions belong is for implementations to say. */
  enum PathKind {
    EXACT,
    REGEX,
    PREFIX
  }

  private static final Comparator<Specificity> MORE_FIRST =
      Comparator.comparing(Specificity::path)
          .thenComparing(Comparator.comparingInt(Specificity::pathLength).reversed())
          .thenComparing(s -> !s.method)
          .thenComparing(Comparator.comparingInt(Specificity::headers).reversed())
          .thenComparing(Comparator.comparingInt(Specificity::queryParams).reversed());

  /** Of a match that takes any path and method. */
  static Specificity ofHeaders(int headers) {
    return new Specificity(PathKind.PREFIX, "/".length(), false, headers, 0);
  }

  @Override
  public int compareTo(Specificity other) {
    return MORE_FIRST.compare(this, other);
  }
}
