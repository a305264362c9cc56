package io.aigw.operator.files;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Finds where in a document a field is, by a path like {@code spec.rules[0].name}. */
final class YamlPath {

  private YamlPath() {}

  /** The line of a node within its document, counted from 1. */
  static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  /** The line of the field, or of the nearest parent that is there. */
  static int line(Node root, String path) {
    Node node = root;
    int line = line(root);
    String rest = path;
    while (!rest.isEmpty()) {
      Optional<Step> step =
          rest.startsWith("[") ? element(node, rest) : member(node, rest.replaceFirst("^\\.", ""));
      if (step.isEmpty()) {
        return line;
      }
      node = step.get().value();
      line = step.get().line();
      rest = step.get().rest();
    }
    return line;
  }

  private record Step(Node value, int line, String rest) {}

  private static Optional<Step> element(Node node, String path) {
    int end = path.indexOf(']');
    if (!(node instanceof SequenceNode sequence) || end < 0) {
      return Optional.empty();
    }
    try {
      int index = Integer.parseInt(path, 1, end, 10);
      if (index < 0 || index >= sequence.getValue().size()) {
        return Optional.empty();
      }
      Node value = sequence.getValue().get(index);
      return Optional.of(new Step(value, line(value), path.substring(end + 1)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Keys may hold dots, as those of labels do. */
  private static Optional<Step> member(Node node, String path) {
    if (!(node instanceof MappingNode mapping)) {
      return Optional.empty();
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key && path.startsWith(key.getValue())) {
        String rest = path.substring(key.getValue().length());
        if (rest.isEmpty() || rest.startsWith(".") || rest.startsWith("[")) {
          return Optional.of(new Step(tuple.getValueNode(), line(key), rest));
        }
      }
    }
    return Optional.empty();
  }
}
