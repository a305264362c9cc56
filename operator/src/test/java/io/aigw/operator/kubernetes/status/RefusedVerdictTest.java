package io.aigw.operator.kubernetes.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.operator.refusal.Refusal;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusedVerdictTest {

  private static final ObjectKey ROUTE = new ObjectKey(Kind.AI_GATEWAY_ROUTE, "ns", "route");
  private static final Condition ACCEPTED = Condition.isTrue("Accepted", "Accepted", "");
  private static final Refusal REFUSAL =
      new Refusal(
          ROUTE,
          new ObjectKey(Kind.GATEWAY, "ns", "one"),
          "e1",
          "80|m/m/",
          "spec.rules[0]",
          "bad expression");

  private static final Verdict COMPILED =
      new Verdict(
          ROUTE,
          7,
          List.of(ACCEPTED),
          List.of(parent("", "one"), parent("ns", "two"), parent("other", "one")),
          List.of());

  @Test
  void isSaidOfTheObjectAndOfTheParentWhoseEnvoyItIs() {
    Verdict verdict = RefusedVerdict.of(COMPILED, List.of(REFUSAL));

    Condition programmed = Condition.isFalse("Programmed", "Invalid", REFUSAL.text());
    assertThat(verdict.conditions()).containsExactly(ACCEPTED, programmed);
    assertThat(verdict.parents())
        .extracting(Verdict.Parent::conditions)
        .containsExactly(List.of(ACCEPTED, programmed), List.of(ACCEPTED), List.of(ACCEPTED));
    assertThat(verdict.generation()).isEqualTo(7);
  }

  @Test
  void isNotSaidWhereNothingIsRefused() {
    assertThat(RefusedVerdict.of(COMPILED, List.of())).isEqualTo(COMPILED);
  }

  private static Verdict.Parent parent(String namespace, String name) {
    return new Verdict.Parent(
        new Verdict.Ref("gateway.networking.k8s.io", "Gateway", namespace, name, "", 0),
        List.of(ACCEPTED));
  }
}
