package io.aigw.operator.kubernetes.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"llm", "llm.example.com", "0", "4-u"})
  void aNameIsOneThatAServiceMayHave(String gateway) {
    assertThat(name("team", gateway)).matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    String longest = gateway + ".a".repeat((253 - gateway.length()) / 2);
    assertThat(name("team", longest)).matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
  }

  @Test
  void namesThatAreCutAlikeAreToldApart() {
    assertThat(name("team", "a".repeat(100))).isNotEqualTo(name("team", "a".repeat(101)));
    assertThat(name("team", "a.b")).isNotEqualTo(name("team", "a-b"));
    assertThat(name("one", "a")).isNotEqualTo(name("other", "a"));
  }

  @Test
  void aLabelIsTheNameWhereItFits() {
    assertThat(ObjectName.label("llm.example")).isEqualTo("llm.example");
    assertThat(ObjectName.label("a".repeat(64)))
        .hasSize(63)
        .isNotEqualTo(ObjectName.label("a".repeat(65)));
  }

  private static String name(String namespace, String gateway) {
    return ObjectName.of(new ObjectKey(Kind.GATEWAY, namespace, gateway));
  }
}
