package io.aigw.operator.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class BoundPortsTest {

  /** An address that no other program is likely to have ports of. */
  private static final InetAddress ADDRESS = address();

  private final BoundPorts ports = new BoundPorts(ADDRESS);

  @Test
  void aFreePortIsBoundAsItIs() {
    assertThat(ports.of("ns/a", 33021).port()).isEqualTo(33021);
    assertThat(ports.of("ns/a", 33021).obstacle()).isEmpty();
  }

  @Test
  void aPortBelow1024ThatCannotBeBoundIsMovedByAFixedOffset() throws IOException {
    // bound here already, or not allowed to this user: in either case it cannot be bound
    try (ServerSocket _ = bindIfAllowed(81)) {
      assertThat(ports.of("ns/a", 81).port()).isEqualTo(10081);
      assertThat(ports.of("ns/a", 81).obstacle()).isEmpty();
    }
  }

  @Test
  void aHigherPortThatIsTakenIsNotMovedAndTheReasonIsTold() throws IOException {
    try (ServerSocket _ = bind(33022)) {
      assertThat(ports.of("ns/a", 33022).port()).isEqualTo(33022);
      assertThat(ports.of("ns/a", 33022).obstacle()).isPresent();
    }
  }

  @Test
  void twoGatewaysDoNotShareAPort() {
    assertThat(ports.of("ns/a", 33023).port()).isEqualTo(33023);
    assertThat(ports.of("ns/b", 33023).port()).isEqualTo(43023);
    assertThat(ports.of("ns/c", 33023).port()).isEqualTo(53023);
  }

  @Test
  void anAnswerStaysEvenWhenThePortIsBoundMeanwhile() throws IOException {
    int first = ports.of("ns/a", 33024).port();
    try (ServerSocket _ = bind(first)) {
      assertThat(ports.of("ns/a", 33024)).isEqualTo(ports.of("ns/a", 33024));
      assertThat(ports.of("ns/a", 33024).port()).isEqualTo(first);
      assertThat(ports.of("ns/a", 33024).obstacle()).isEmpty();
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(new InetSocketAddress(ADDRESS, port));
    return socket;
  }

  private static ServerSocket bindIfAllowed(int port) throws IOException {
    try {
      return bind(port);
    } catch (IOException e) {
      return new ServerSocket();
    }
  }

  private static InetAddress address() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 33});
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
