package io.aigw.ir;

/** A condition on one parameter of the query. Case counts. */
public sealed interface QueryMatch {

  String name();

  /** The value is exactly this. */
  record Exact(String name, String value) implements QueryMatch {}

  /** The whole value matches this RE2 expression. */
  record Regex(String name, String pattern) implements QueryMatch {}
}
