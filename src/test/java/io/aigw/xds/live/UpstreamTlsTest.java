package io.aigw.xds.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.testing.Upstream;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS with backends: whom the gateway speaks to, and whom it does not. */
@Timeout(60)
class UpstreamTlsTest {

  @TempDir private Path folder;
  private final TrustWorld world = new TrustWorld();
  private LiveGateway gateway;
  private LiveEnvoy envoy;
  private Upstream server;
  private Upstream plain;

  @BeforeEach
  void start() throws Exception {
    gateway = new LiveGateway(folder, LiveGateway.IMPATIENT);
    server = gateway.startUpstream("server", "server");
    plain = gateway.startUpstream("plain");
    world
        .backend("server", server)
        .authorities("right", "authority.crt")
        .authorities("wrong", "other-authority.crt");
    envoy = gateway.startEnvoy("e1");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void aBackendWhoseCertificateIsRightIsSpokenTo() throws Exception {
    gateway.settle(world.tls("server", "api.test", "right").plan());

    assertThat(gateway.chat("server")).isEqualTo("200 server");
    assertThat(envoy.stat("cluster.backend/default/server.ssl.handshake")).isPositive();
  }

  @Test
  void aCertificateByAnotherAuthorityIsNotEnough() throws Exception {
    gateway.settle(world.tls("server", "api.test", "wrong").plan());

    assertThat(gateway.chat("server")).isEqualTo("503");
    assertThat(server.received()).isEmpty();
    assertThat(envoy.stat("cluster.backend/default/server.ssl.fail_verify_error")).isPositive();
  }

  @Test
  void aCertificateForAnotherHostIsNotEnough() throws Exception {
    gateway.settle(world.tls("server", "another.test", "right").plan());

    assertThat(gateway.chat("server")).isEqualTo("503");
    assertThat(server.received()).isEmpty();
    assertThat(envoy.stat("cluster.backend/default/server.ssl.fail_verify_san")).isPositive();
  }

  @Test
  void anotherHostnameChangesTheClusterAndKeepsTheAuthorities() throws Exception {
    gateway.settle(world.tls("server", "another.test", "right").plan());
    assertThat(gateway.chat("server")).isEqualTo("503");

    gateway.settle(world.tls("server", "api.test", "right").plan());
    gateway.awaitChat("server", "200 server");

    gateway.settle(world.tls("server", "another.test", "right").plan());
    gateway.awaitChat("server", "503");
  }

  @Test
  void whoSpeaksPlainTextGetsNoRequest() throws Exception {
    gateway.settle(world.backend("plain", plain).tls("plain", "api.test", "right").plan());

    assertThat(gateway.chat("plain")).isEqualTo("503");
    assertThat(plain.received()).isEmpty();
  }

  @Test
  void aPolicyThatCannotBeFollowedIsNoReasonForPlainText() throws Exception {
    gateway.settle(world.backend("plain", plain).tls("plain", "api.test", "missing").plan());

    assertThat(gateway.chat("plain")).isEqualTo("500");
    assertThat(plain.received()).isEmpty();
  }

  @Test
  void theAuthoritiesOfTheSystemAreThoseOfAFile() throws Exception {
    gateway.settle(world.tlsBy("server", "localhost", "wellKnownCACertificates: System").plan());

    assertThat(gateway.chat("server")).isEqualTo("200 server");
  }

  @Test
  void otherNamesMayBeAskedOfTheCertificate() throws Exception {
    gateway.settle(
        world
            .tlsBy(
                "server",
                "another.test",
                "wellKnownCACertificates: System, subjectAltNames: [{type: URI, uri: 'spiffe://test/api'}]")
            .plan());
    assertThat(gateway.chat("server")).isEqualTo("200 server");

    gateway.settle(
        world
            .tlsBy(
                "server",
                "api.test",
                "wellKnownCACertificates: System, subjectAltNames: [{type: Hostname, hostname: b.test}]")
            .plan());
    gateway.awaitChat("server", "503");
  }

  @Test
  void newAuthoritiesAreTrustedWithoutANewCluster() throws Exception {
    gateway.settle(world.tls("server", "api.test", "wrong").plan());
    assertThat(gateway.chat("server")).isEqualTo("503");

    gateway.settle(world.authorities("wrong", "authority.crt").plan());

    gateway.awaitChat("server", "200 server");
    assertThat(envoy.stat("cluster_manager.cluster_modified")).isZero();
  }

  @Test
  void aPolicyThatComesOrGoesChangesHowItIsSpoken() throws Exception {
    gateway.settle(world.plan());
    gateway.awaitChat("server", "502");

    gateway.settle(world.tls("server", "api.test", "right").plan());
    gateway.awaitChat("server", "200 server");
  }
}
