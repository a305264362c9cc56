package io.aigw.ir;

/** A condition on a request's path, without its query. Case counts. */
public sealed interface PathMatch {

  /** The path is exactly this. */
  record Exact(String path) implements PathMatch {}

  /** The path is this, or goes on after it with a slash; it ends with none itself. */
  record Prefix(String path) implements PathMatch {}

  /** The whole path matches this RE2 expression. */
  record Regex(String pattern) implements PathMatch {}
}
