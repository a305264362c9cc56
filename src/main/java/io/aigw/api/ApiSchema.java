package io.aigw.api;

import static io.aigw.api.Defaults.or;

import org.jspecify.annotations.Nullable;

/**
 * The dialect of an API.
 *
 * @param name {@code OpenAI}, {@code Anthropic}, {@code AWSBedrock}, …
 * @param version the API's version, or for {@code OpenAI} (older YAML) the path prefix
 * @param prefix the path prefix of an OpenAI- or Anthropic-compatible server; absent: {@code v1}
 */
public record ApiSchema(String name, @Nullable String version, @Nullable String prefix) {
  public ApiSchema(@Nullable String name, @Nullable String version, @Nullable String prefix) {
    this.name = or(name, "");
    this.version = version;
    this.prefix = prefix;
  }
}
