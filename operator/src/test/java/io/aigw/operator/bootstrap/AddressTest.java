package io.aigw.operator.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @Test
  void readsHostsAndSockets() {
    assertThat(Address.parse("example.com:80")).isEqualTo(new Address.Tcp("example.com", 80));
    assertThat(Address.parse("[::1]:80")).isEqualTo(new Address.Tcp("::1", 80));
    assertThat(Address.parse("unix:/a/b")).isEqualTo(new Address.Socket(Path.of("/a/b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com:80", "[::1]:80", "unix:/a/b"})
  void printsWhatItReads(String text) {
    assertThat(Address.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "host", "host:", ":80", "host:port", "host:65536", "host:-1", "unix:"})
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }
}
