package io.aigw.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {

  @ParameterizedTest
  @CsvSource({
    "'', '', ''",
    "'', a.com, a.com",
    "a.com, '', a.com",
    "a.com, A.COM, a.com",
    "*.com, a.com, a.com",
    "a.com, *.com, a.com",
    "*.a.com, x.y.a.com, x.y.a.com",
    "*.a.com, *.com, *.a.com",
    "*.a.com, a.com, -",
    "*.a.com, ba.com, -",
    "*.a.com, *.b.com, -",
    "a.com, b.com, -"
  })
  void intersection(String one, String other, String common) {
    Optional<Optional<String>> expected =
        common.equals("-") ? Optional.empty() : Optional.of(Hosts.of(common));

    assertThat(Hosts.intersect(Hosts.of(one), Hosts.of(other))).isEqualTo(expected);
  }

  @Test
  void theMostSpecificComesFirst() {
    List<Optional<String>> hosts =
        new ArrayList<>(
            List.of(
                Optional.empty(),
                Optional.of("*.com"),
                Optional.of("b.com"),
                Optional.of("*.long.example.com"),
                Optional.of("long.b.com")));
    hosts.sort(Hosts.MOST_SPECIFIC_FIRST);

    assertThat(hosts)
        .containsExactly(
            Optional.of("long.b.com"),
            Optional.of("b.com"),
            Optional.of("*.long.example.com"),
            Optional.of("*.com"),
            Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.com", "*.a.com", "A-b.c0m", ""})
  void isValid(String hostname) {
    assertThat(Hosts.isValid(hostname)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*", "a.*.com", "*a.com", "-a.com", "a_b.com", "a..com", ".a", "a.com:80"})
  void isNotValid(String hostname) {
    assertThat(Hosts.isValid(hostname)).isFalse();
  }
}
