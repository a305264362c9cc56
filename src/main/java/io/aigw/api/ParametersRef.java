package io.aigw.api;

import static io.aigw.api.Defaults.or;

import org.jspecify.annotations.Nullable;

/**
 * A reference to an object with parameters of the implementation.
 *
 * @param group empty: the core group
 * @param namespace empty where it is unset, and where a reference cannot have one
 */
public record ParametersRef(String group, String kind, String name, String namespace) {
  public ParametersRef(
      @Nullable String group,
      @Nullable String kind,
      @Nullable String name,
      @Nullable String namespace) {
    this.group = or(group, "");
    this.kind = or(kind, "");
    this.name = or(name, "");
    this.namespace = or(namespace, "");
  }
}
