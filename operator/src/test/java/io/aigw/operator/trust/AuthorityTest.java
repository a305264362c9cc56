package io.aigw.operator.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aigw.operator.trust.Issuer.Purpose;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthorityTest {

  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private final Authority first = Authority.create(START);

  @Test
  void isTheSameAfterItWasWrittenAndRead() throws Exception {
    assertThat(Authority.parse(first.text())).contains(first);
    Authority prepared = first.at(START.plus(Duration.ofDays(650)));
    assertThat(Authority.parse(prepared.text())).contains(prepared);
  }

  @Test
  void nothingIsNoAuthorityAndRubbishIsNotTakenForNothing() throws Exception {
    assertThat(Authority.parse(Map.of())).isEmpty();
    assertThatThrownBy(() -> Authority.parse(Map.of("tls.crt", "x", "tls.key", "y")))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void theNextOneIsTrustedLongBeforeItSigns() {
    assertThat(first.at(START.plus(Duration.ofDays(600)))).isSameAs(first);

    Authority prepared = first.at(START.plus(Duration.ofDays(650)));
    assertThat(prepared.signer()).isEqualTo(first.signer());
    assertThat(prepared.trusted())
        .containsExactly(first.signer().certificate(), prepared.next().orElseThrow().certificate());
    assertThat(prepared.at(START.plus(Duration.ofDays(660)))).isSameAs(prepared);

    Authority replaced = prepared.at(START.plus(Duration.ofDays(680)));
    assertThat(replaced.signer()).isEqualTo(prepared.next().orElseThrow());
    assertThat(replaced.next()).isEmpty();
    assertThat(replaced.trusted())
        .as("who signed what is still in use is trusted")
        .isEqualTo(prepared.trusted());

    Authority alone = replaced.at(START.plus(Duration.ofDays(740)));
    assertThat(alone.trusted()).containsExactly(alone.signer().certificate());
  }

  @Test
  void whatItSignedBearsOneNameAndEndsBeforeItself() throws Exception {
    Instant late = START.plus(Duration.ofDays(725));
    X509Certificate leaf =
        Issuer.leaf(first.signer(), Identities.ofGateway("ns/gw"), Purpose.CLIENT, late)
            .certificate();
    leaf.verify(first.signer().certificate().getPublicKey());
    assertThat(Identities.gateway(leaf)).contains("ns/gw");
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(leaf.getBasicConstraints()).as("signs nothing").isEqualTo(-1);
    assertThat(leaf.getNotAfter().toInstant()).isEqualTo(first.signer().end());
    assertThat(first.signed(leaf)).isTrue();
    assertThat(Authority.create(START).signed(leaf)).isFalse();
  }

  @Test
  void aControllersCertificateIsNoGateways() {
    Credential server = Issuer.leaf(first.signer(), Identities.CONTROLLER, Purpose.SERVER, START);
    assertThat(Identities.gateway(server.certificate())).isEmpty();
    assertThat(server.isDue(START.plus(Duration.ofDays(19)))).isFalse();
    assertThat(server.isDue(START.plus(Duration.ofDays(21)))).isTrue();
    assertThat(server.toString()).doesNotContain("PRIVATE").doesNotContain("EC");
  }
}
