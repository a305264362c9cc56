package io.aigw.xds.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aigw.testing.Pki;
import io.aigw.testing.RawHttp;
import io.aigw.testing.Upstream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS with clients: which certificate they see, and what a new one costs them. */
@Timeout(60)
class ListenerTlsTest {

  private static final String HTTPS =
      "{name: %s, protocol: HTTPS, port: 443, %s tls: {certificateRefs: [{name: %s}]}}";

  @TempDir private Path folder;
  private final TrustWorld world = new TrustWorld();
  private LiveGateway gateway;
  private LiveEnvoy envoy;

  @BeforeEach
  void start() throws Exception {
    gateway = new LiveGateway(folder, LiveGateway.IMPATIENT);
    Upstream upstream = gateway.startUpstream("one");
    world
        .backend("one", upstream)
        .certificate("gateway", "gateway")
        .certificate("wildcard", "wildcard")
        .listener(HTTPS.formatted("l", "", "gateway"));
    envoy = gateway.startEnvoy("e1");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void aClientIsServedOverTls() throws Exception {
    gateway.settle(world.plan());

    try (Client client = new Client("gateway.test", "h2", "http/1.1")) {
      assertThat(client.certificate()).isEqualTo(certificate("gateway"));
      assertThat(client.protocol()).isEqualTo("h2");
    }
    try (Client client = new Client("gateway.test", "http/1.1")) {
      client.send(LiveGateway.chatRequest("one"));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void whoSpeaksPlainTextGetsNoAnswer() throws Exception {
    gateway.settle(world.plan());

    assertThat(gateway.chat("one")).doesNotStartWith("200");
  }

  @Test
  void theHostThatAClientAsksForDecidesTheCertificate() throws Exception {
    gateway.settle(
        world
            .listener(
                HTTPS.formatted("exact", "hostname: gateway.test,", "gateway"),
                HTTPS.formatted("wild", "hostname: '*.models.test',", "wildcard"))
            .plan());

    try (Client client = new Client("gateway.test")) {
      assertThat(client.certificate()).isEqualTo(certificate("gateway"));
    }
    try (Client client = new Client("a.models.test")) {
      assertThat(client.certificate()).isEqualTo(certificate("wildcard"));
    }
    assertThatThrownBy(() -> new Client("another.test")).isInstanceOf(IOException.class);
  }

  @Test
  void aNewCertificateBreaksNoConnection() throws Exception {
    gateway.settle(world.plan());
    try (Client busy = new Client("gateway.test")) {
      busy.send(
          LiveGateway.chatRequest("one", "x-answer-after-ms: 1500", "x-answer-body: unbroken"));

      gateway.settle(world.certificate("gateway", "gateway-next").plan());
      awaitCertificate("gateway-next");

      assertThat(busy.certificate()).isEqualTo(certificate("gateway"));
      assertThat(busy.answer().text()).isEqualTo("unbroken");
    }
    assertThat(envoy.stat("listener_manager.listener_modified")).isZero();
    assertThat(envoy.stat("listener_manager.total_filter_chains_draining")).isZero();
  }

  @Test
  void aCertificateThatIsBrokenTakesItsListenerAloneAway() throws Exception {
    gateway.settle(
        world
            .listener(
                HTTPS.formatted("exact", "hostname: gateway.test,", "gateway"),
                HTTPS.formatted("wild", "hostname: '*.models.test',", "missing"))
            .plan());

    try (Client client = new Client("gateway.test")) {
      client.send(LiveGateway.chatRequest("one"));
      assertThat(client.answer().status()).isEqualTo(200);
    }
    assertThatThrownBy(() -> new Client("a.models.test")).isInstanceOf(IOException.class);

    gateway.settle(world.certificate("missing", "wildcard").plan());
    try (Client client = awaitClient("a.models.test")) {
      assertThat(client.certificate()).isEqualTo(certificate("wildcard"));
    }
  }

  @Test
  void thePrivateKeyIsInNoDump() throws Exception {
    gateway.settle(world.plan());
    String inside = Pki.text("gateway.key").lines().skip(1).findFirst().orElseThrow();

    assertThat(envoy.admin("/config_dump?include_eds"))
        .contains("certificate/default/gateway")
        .doesNotContain(inside);
    assertThat(envoy.log()).doesNotContain(inside);
    assertThat(world.plan().toString()).doesNotContain(inside);
  }

  private void awaitCertificate(String name) throws Exception {
    Certificate wanted = certificate(name);
    while (true) {
      try (Client client = new Client("gateway.test")) {
        if (client.certificate().equals(wanted)) {
          return;
        }
      }
    }
  }

  private Client awaitClient(String host) throws Exception {
    while (true) {
      try {
        return new Client(host);
      } catch (SSLException | java.net.SocketException e) {
        Thread.sleep(5);
      }
    }
  }

  private static Certificate certificate(String name) throws GeneralSecurityException {
    return Pki.certificate(Pki.text(name + ".crt"));
  }

  /** A connection of a client that trusts the authority of the tests. */
  private final class Client implements AutoCloseable {

    private final SSLSocket socket;

    Client(String host, String... protocols) throws IOException, GeneralSecurityException {
      Socket connection = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
      socket =
          (SSLSocket)
              Pki.client().getSocketFactory().createSocket(connection, host, gateway.port(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(host)));
      parameters.setApplicationProtocols(protocols);
      socket.setSSLParameters(parameters);
      try {
        socket.startHandshake();
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }

    Certificate certificate() throws SSLException {
      return socket.getSession().getPeerCertificates()[0];
    }

    String protocol() {
      return socket.getApplicationProtocol();
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    RawHttp.Reply answer() throws IOException {
      return RawHttp.read(new BufferedInputStream(socket.getInputStream()));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
