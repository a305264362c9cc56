package io.aigw.operator.kubernetes.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.operator.trust.Authority;
import io.aigw.operator.trust.Identities;
import io.aigw.operator.trust.Pem;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvoyCredentialTest {

  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final String NAME = Identities.ofGateway("ns/gw");

  private final Authority authority = Authority.create(START);

  @Test
  void aGatewayWithoutOneGetsOne() throws Exception {
    Map<String, String> data = data(authority, Map.of(), START);

    assertThat(data).containsOnlyKeys("ca.crt", "tls.crt", "tls.key");
    var certificate = Pem.certificates(text(data, "tls.crt")).getFirst();
    certificate.verify(authority.signer().certificate().getPublicKey());
    assertThat(Identities.gateway(certificate)).contains("ns/gw");
    assertThat(text(data, "ca.crt")).isEqualTo(Pem.of(authority.trusted()));
  }

  @Test
  void aGoodOneStaysAsItIs() {
    Map<String, String> data = data(authority, Map.of(), START);
    assertThat(data(authority, data, START.plus(Duration.ofDays(19)))).isEqualTo(data);
  }

  @Test
  void itIsRenewedBeforeItEnds() {
    Map<String, String> data = data(authority, Map.of(), START);
    assertThat(data(authority, data, START.plus(Duration.ofDays(21))).get("tls.crt"))
        .isNotEqualTo(data.get("tls.crt"));
  }

  @Test
  void whoIsTrustedChangesWithoutANewCertificateAndASignerWithOne() {
    Map<String, String> data = data(authority, Map.of(), START);
    Instant later = START.plus(Duration.ofDays(650));
    Authority prepared = authority.at(later);
    Map<String, String> before = data(prepared, data, START.plus(Duration.ofDays(1)));
    assertThat(before.get("tls.crt")).isEqualTo(data.get("tls.crt"));
    assertThat(before.get("ca.crt")).isNotEqualTo(data.get("ca.crt"));

    Authority replaced = prepared.at(START.plus(Duration.ofDays(680)));
    assertThat(data(replaced, before, START.plus(Duration.ofDays(1))).get("tls.crt"))
        .isNotEqualTo(data.get("tls.crt"));
  }

  @Test
  void somebodyElsesAndRubbishAreReplaced() {
    Map<String, String> others =
        EnvoyCredential.data(authority, Identities.ofGateway("ns/other"), Optional.empty(), START);
    assertThat(data(authority, others, START).get("tls.crt")).isNotEqualTo(others.get("tls.crt"));
    assertThat(data(authority, Map.of("tls.crt", "?", "more", "x"), START))
        .containsOnlyKeys("ca.crt", "tls.crt", "tls.key");
  }

  private static Map<String, String> data(
      Authority authority, Map<String, String> present, Instant now) {
    Secret secret = new SecretBuilder().withData(present).build();
    return EnvoyCredential.data(authority, NAME, Optional.of(secret), now);
  }

  private static String text(Map<String, String> data, String key) {
    return new String(
        Base64.getDecoder().decode(Objects.requireNonNull(data.get(key))),
        StandardCharsets.US_ASCII);
  }
}
