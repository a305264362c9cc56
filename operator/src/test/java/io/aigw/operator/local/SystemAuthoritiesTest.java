package io.aigw.operator.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemAuthoritiesTest {

  @Test
  void whatTheEnvironmentNamesCounts() {
    assertThat(SystemAuthorities.file(Map.of("SSL_CERT_FILE", "authorities.pem")))
        .isEqualTo(Path.of("authorities.pem").toAbsolutePath().toString());
  }

  @Test
  void otherwiseItIsAPlaceOfSystems() {
    assertThat(SystemAuthorities.file(Map.of())).matches("/etc/.+\\.(crt|pem)");
    assertThat(SystemAuthorities.file(Map.of("SSL_CERT_FILE", "")))
        .isEqualTo(SystemAuthorities.file(Map.of()));
  }
}
