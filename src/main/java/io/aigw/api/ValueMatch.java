package io.aigw.api;

import static io.aigw.api.Defaults.or;

import org.jspecify.annotations.Nullable;

/**
 * A condition on one header, or on one parameter of the query.
 *
 * @param type {@code Exact} (default) or {@code RegularExpression} (RE2, over the whole value)
 */
public record ValueMatch(String type, String name, String value) {
  public ValueMatch(@Nullable String type, @Nullable String name, @Nullable String value) {
    this.type = or(type, "Exact");
    this.name = or(name, "");
    this.value = or(value, "");
  }
}
