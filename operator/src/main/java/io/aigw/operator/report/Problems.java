package io.aigw.operator.report;

import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a verdict holds against its object, as text. */
final class Problems {

  private Problems() {}

  /** Each problem once, as {@code reason: message}; empty where there are none. */
  static List<String> of(Verdict verdict) {
    Set<String> problems = new LinkedHashSet<>();
    conditions(verdict)
        .filter(Condition::isProblem)
        .forEach(condition -> problems.add(text(condition)));
    return new ArrayList<>(problems);
  }

  /** All conditions of the object and its parts. */
  static Stream<Condition> conditions(Verdict verdict) {
    return Stream.of(
            verdict.conditions().stream(),
            verdict.parents().stream().flatMap(parent -> parent.conditions().stream()),
            verdict.listeners().stream().flatMap(listener -> listener.conditions().stream()))
        .flatMap(conditions -> conditions);
  }

  static String text(Condition condition) {
    return condition.message().isEmpty()
        ? condition.reason()
        : condition.reason() + ": " + condition.message();
  }
}
