package io.aigw.operator.files;

import java.util.Map;
import java.util.function.ToIntFunction;

/** One document of a YAML stream. */
sealed interface YamlDocument {

  /** The line where it begins, counted from 1. */
  int line();

  /**
   * A mapping.
   *
   * @param tree maps with string keys, lists, scalars
   * @param lineOf finds the line of a field by its path, for example {@code spec.rules[0].name};
   *     the line of the nearest parent that is there
   */
  record Tree(int line, Map<String, Object> tree, ToIntFunction<String> lineOf)
      implements YamlDocument {}

  /** No YAML, or no mapping. */
  record Broken(int line, String message) implements YamlDocument {}
}
