package io.aigw.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainCommandTest {

  @ParameterizedTest
  @CsvSource({
    "pool/ns/name, ns/name, true",
    "pool/ns/name, name, true",
    "pool-v1alpha2/ns/name, ns/name, true",
    "pool/ns/name/tls-0123456789ab, ns/name, true",
    "pool/ns/name/tls-0123456789ab, name, true",
    "pool/ns/name, ns, false",
    "pool/ns/name, other/name, false",
    "pool/ns/name-2, name, false",
    "pool/name/other, name, false",
  })
  void aPoolIsShownWithAllItsGroups(String cluster, String asked, boolean shown) {
    String section = "%s, decision-tree%n  10.0.0.1:8000  /name, %n".formatted(cluster);

    assertThat(ExplainCommand.isOf(section, asked)).isEqualTo(shown);
  }
}
