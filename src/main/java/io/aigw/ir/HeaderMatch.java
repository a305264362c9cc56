package io.aigw.ir;

/** A condition on one request header; names are in lower case. */
public sealed interface HeaderMatch {

  String name();

  /** The value is exactly this. */
  record Exact(String name, String value) implements HeaderMatch {}

  /** The whole value matches this RE2 expression. */
  record Regex(String name, String pattern) implements HeaderMatch {}
}
