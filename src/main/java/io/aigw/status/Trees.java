package io.aigw.status;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads generic values: the maps, lists and scalars of a JSON document. */
final class Trees {

  private Trees() {}

  /** The objects in a list; none where there is no list. */
  static List<Map<String, Object>> objects(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().filter(Map.class::isInstance).map(Trees::object).toList()
        : List.of();
  }

  @SuppressWarnings("unchecked") // an object's keys are strings
  static Map<String, Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  static String text(Map<String, Object> object, String field, String absent) {
    return object.get(field) instanceof String text ? text : absent;
  }

  static int number(Map<String, Object> object, String field) {
    return object.get(field) instanceof Number number ? number.intValue() : 0;
  }

  /** The first object with this value of a field; empty where there is none. */
  static Map<String, Object> find(List<Map<String, Object>> objects, String field, String value) {
    return objects.stream()
        .filter(object -> value.equals(object.get(field)))
        .findFirst()
        .orElse(Map.of());
  }

  /** Equality in which a number's width does not count. */
  static boolean same(@Nullable Object one, @Nullable Object other) {
    if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
      return a.keySet().equals(b.keySet())
          && a.keySet().stream().allMatch(key -> same(a.get(key), b.get(key)));
    }
    if (one instanceof List<?> a && other instanceof List<?> b) {
      return a.size() == b.size()
          && IntStream.range(0, a.size()).allMatch(i -> same(a.get(i), b.get(i)));
    }
    if (one instanceof Number a && other instanceof Number b) {
      return a.longValue() == b.longValue();
    }
    return Objects.equals(one, other);
  }
}
