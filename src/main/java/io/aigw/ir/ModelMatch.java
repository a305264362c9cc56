package io.aigw.ir;

/** A condition on the model that the request's body names. Case counts. */
public sealed interface ModelMatch {

  /** The model is exactly this. */
  record Exact(String model) implements ModelMatch {}

  /** The model's whole name matches this RE2 expression. */
  record Regex(String pattern) implements ModelMatch {}
}
