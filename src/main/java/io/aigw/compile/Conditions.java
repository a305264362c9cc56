package io.aigw.compile;

import io.aigw.resolve.Problem;
import io.aigw.status.Condition;
import java.util.List;
import java.util.stream.Collectors;

/** Conditions that several kinds have in common. */
final class Conditions {

  private Conditions() {}

  /** {@code Accepted}: true, and what has no effect; or false for the first problem's reason. */
  static Condition accepted(List<Problem> problems, List<String> ignoredFields) {
    return problems.isEmpty()
        ? Condition.isTrue("Accepted", "Accepted", withoutEffect(ignoredFields))
        : Condition.isFalse("Accepted", reason(problems), messages(problems));
  }

  /** {@code ResolvedRefs}: true, or false for the first problem's reason. */
  static Condition resolvedRefs(List<Problem> problems) {
    return problems.isEmpty()
        ? Condition.isTrue("ResolvedRefs", "ResolvedRefs", "")
        : Condition.isFalse("ResolvedRefs", reason(problems), messages(problems));
  }

  /** All that is wrong, in the order of the object's fields. */
  static String messages(List<Problem> problems) {
    return problems.stream().map(Problem::message).distinct().collect(Collectors.joining("; "));
  }

  /** Names fields that are accepted but ignored; empty where there are none. */
  static String withoutEffect(List<String> fields) {
    return fields.isEmpty() ? "" : "no effect yet: " + String.join(", ", fields);
  }

  private static String reason(List<Problem> problems) {
    return problems.getFirst().reason().toString();
  }
}
