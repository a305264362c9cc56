package io.aigw.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

  private static final ObjectKey OBJECT = new ObjectKey(Kind.GATEWAY, "ns", "gw");

  @ParameterizedTest
  @CsvSource({
    "Accepted, TRUE, false",
    "Accepted, FALSE, true",
    "Accepted, UNKNOWN, false",
    "ResolvedRefs, TRUE, false",
    "ResolvedRefs, FALSE, true",
    "Conflicted, FALSE, false",
    "Conflicted, TRUE, true",
    "PartiallyInvalid, TRUE, true",
    "PartiallyInvalid, FALSE, false",
    "Programmed, FALSE, false"
  })
  void someConditionsAreProblems(String type, Condition.State state, boolean problem) {
    assertThat(new Condition(type, state, "Reason", "").isProblem()).isEqualTo(problem);
  }

  @Test
  void aProblemOfAPartIsAProblemOfTheObject() {
    Condition good = Condition.isTrue("Accepted", "Accepted", "");
    Condition bad = Condition.isTrue("Conflicted", "HostnameConflict", "");
    Verdict.Ref ref = new Verdict.Ref("", "Gateway", "", "gw", "", 0);

    assertThat(Verdict.of(OBJECT, 1, List.of(good)).hasProblem()).isFalse();
    assertThat(Verdict.of(OBJECT, 1, List.of(good, bad)).hasProblem()).isTrue();
    assertThat(
            new Verdict(
                    OBJECT,
                    1,
                    List.of(good),
                    List.of(new Verdict.Parent(ref, List.of(bad))),
                    List.of())
                .hasProblem())
        .isTrue();
    assertThat(
            new Verdict(
                    OBJECT,
                    1,
                    List.of(good),
                    List.of(),
                    List.of(new Verdict.Listener("http", false, 0, List.of(), List.of(bad))))
                .hasProblem())
        .isTrue();
  }
}
