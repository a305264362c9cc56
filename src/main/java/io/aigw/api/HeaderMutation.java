package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.or;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a request's headers before it leaves for the backend: removals first, then values that
 * replace what was there.
 */
public record HeaderMutation(List<Header> set, List<String> remove) {
  public HeaderMutation(@Nullable List<Header> set, @Nullable List<String> remove) {
    this.set = list(set);
    this.remove = list(remove);
  }

  public record Header(String name, String value) {
    public Header(@Nullable String name, @Nullable String value) {
      this.name = or(name, "");
      this.value = or(value, "");
    }
  }
}
