package io.aigw.operator.kubernetes.status;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.operator.refusal.Refusal;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import io.aigw.status.Verdict.Parent;
import io.aigw.status.Verdict.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A verdict completed by what Envoys refuse: {@code Programmed} is false where they do, and is not
 * there where they do not. {@code Accepted} stays what the compiler says: the object is well
 * formed.
 */
final class RefusedVerdict {

  static final String PROGRAMMED = "Programmed";

  private RefusedVerdict() {}

  /**
   * Adds the condition to the object, and to those of its parents whose Envoys refuse it.
   *
   * @param refusals of this object, which is no Gateway
   */
  static Verdict of(Verdict compiled, List<Refusal> refusals) {
    if (refusals.isEmpty()) {
      return compiled;
    }
    return new Verdict(
        compiled.object(),
        compiled.generation(),
        with(compiled.conditions(), refusals),
        compiled.parents().stream()
            .map(
                parent ->
                    new Parent(
                        parent.ref(),
                        with(parent.conditions(), ofParent(compiled, parent.ref(), refusals))))
            .toList(),
        compiled.listeners());
  }

  private static List<Refusal> ofParent(Verdict compiled, Ref ref, List<Refusal> refusals) {
    String namespace = ref.namespace().isEmpty() ? compiled.object().namespace() : ref.namespace();
    ObjectKey gateway = new ObjectKey(Kind.GATEWAY, namespace, ref.name());
    return ref.kind().equals(Kind.GATEWAY.kindName())
        ? refusals.stream().filter(refusal -> refusal.gateway().equals(gateway)).toList()
        : List.of();
  }

  private static List<Condition> with(List<Condition> conditions, List<Refusal> refusals) {
    if (refusals.isEmpty()) {
      return conditions;
    }
    List<Condition> all = new ArrayList<>(conditions);
    all.add(Condition.isFalse(PROGRAMMED, "Invalid", message(refusals)));
    return all;
  }

  static String message(List<Refusal> refusals) {
    return refusals.stream().map(Refusal::text).collect(Collectors.joining("; "));
  }
}
