package io.aigw.api;

import static io.aigw.api.Defaults.or;

import org.jspecify.annotations.Nullable;

/**
 * A reference to a Secret.
 *
 * @param namespace empty: that of the object that refers to it
 */
public record SecretRef(String group, String kind, String name, String namespace) {
  public SecretRef(
      @Nullable String group,
      @Nullable String kind,
      @Nullable String name,
      @Nullable String namespace) {
    this.group = or(group, "");
    this.kind = or(kind, "Secret");
    this.name = or(name, "");
    this.namespace = or(namespace, "");
  }
}
