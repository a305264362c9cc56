package io.aigw.operator.files;

import io.aigw.operator.files.Change.FieldChange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which fields differ between two versions of an object, for a reader. */
final class TreeComparison {

  private static final int LONGEST_VALUE = 60;

  private final List<FieldChange> changes = new ArrayList<>();

  private TreeComparison() {}

  static List<FieldChange> compare(Map<String, Object> before, Map<String, Object> after) {
    TreeComparison comparison = new TreeComparison();
    comparison.compare("", before, after);
    return comparison.changes;
  }

  private void compare(String path, @Nullable Object before, @Nullable Object after) {
    if (Objects.equals(before, after)) {
      return;
    }
    if (before instanceof Map<?, ?> one && after instanceof Map<?, ?> other) {
      Set<Object> keys = new LinkedHashSet<>(one.keySet());
      keys.addAll(other.keySet());
      for (Object key : keys) {
        compare(path.isEmpty() ? key.toString() : path + "." + key, one.get(key), other.get(key));
      }
    } else if (before instanceof List<?> one
        && after instanceof List<?> other
        && one.size() == other.size()) {
      for (int i = 0; i < one.size(); i++) {
        compare(path + "[" + i + "]", one.get(i), other.get(i));
      }
    } else {
      changes.add(new FieldChange(path, shown(before), shown(after)));
    }
  }

  private static String shown(@Nullable Object value) {
    String text =
        switch (value) {
          case null -> "(none)";
          case List<?> list -> list.size() + " elements";
          case Map<?, ?> map -> "{" + map.size() + " fields}";
          default -> value.toString();
        };
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
  }
}
