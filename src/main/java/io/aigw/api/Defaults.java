package io.aigw.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an absent field means. */
final class Defaults {

  private Defaults() {}

  static <T> T or(@Nullable T value, T absent) {
    return value == null ? absent : value;
  }

  static <T> List<T> list(@Nullable List<T> value) {
    return value == null ? List.of() : List.copyOf(value);
  }

  static <V> Map<String, V> map(@Nullable Map<String, V> value) {
    if (value == null) {
      return Map.of();
    }
    Map<String, V> present = new HashMap<>(value);
    present.values().removeIf(Objects::isNull);
    return Map.copyOf(present);
  }
}
