package io.aigw.bench.change.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.bench.arm.Site;
import io.aigw.bench.upstream.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The client against the upstream, and against servers that do not answer. */
class ClientTest {

  private static final int TOKENS = 3;

  @Test
  void answersSayWhoGaveThem() throws Exception {
    try (Upstream upstream = new Upstream(TOKENS, Duration.ofMillis(1));
        Client client = new Client(Site.loopback(upstream.serve("a", 0)))) {
      Answer chat = client.send(Request.chat("m")).get();
      assertThat(chat.isOk()).isTrue();
      assertThat(chat.upstream()).isEqualTo("a");
      assertThat(chat.ended()).isGreaterThan(chat.sent());

      assertThat(client.send(Request.stream("m")).get().events()).isEqualTo(TOKENS + 2);
    }
  }

  @Test
  void anUploadArrivesInPieces() throws Exception {
    try (Upstream upstream = new Upstream(TOKENS, Duration.ofMillis(1));
        Client client = new Client(Site.loopback(upstream.serve("a", 0)))) {
      Request request = Request.blob("x-bench-echo: yes", 1000);
      Answer answer = client.sendSlowly(request, 7, Duration.ofMillis(1)).get();
      assertThat(answer.isOk()).isTrue();
      assertThat(client.send(Request.chat("m")).get().isOk()).isTrue();
    }
  }

  @Test
  void trafficGoesOnUntilItIsEnded() {
    try (Upstream upstream = new Upstream(TOKENS, Duration.ofMillis(1));
        Client client = new Client(Site.loopback(upstream.serve("a", 0)))) {
      Traffic traffic = Traffic.start(client, List.of("m", "n"), 1000);
      Crowd crowd = Crowd.start(3, Duration.ofMillis(3), () -> client.send(Request.stream("m")));
      client.send(Request.stream("m")).join();

      assertThat(traffic.end()).isNotEmpty().allMatch(Answer::isOk);
      assertThat(client.connections()).isLessThan(100);
      assertThat(crowd.end()).hasSizeGreaterThanOrEqualTo(3).allMatch(Answer::isOk);
    }
  }

  @Test
  void aLostConnectionIsAFailure() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> acceptAndClose(server));
      try (Client client = new Client(Site.loopback(server.getLocalPort()))) {
        Answer answer = client.send(Request.chat("m")).get();
        assertThat(answer.isOk()).isFalse();
        assertThat(Traffic.failures(List.of(answer))).isEqualTo(Map.of("connection lost", 1L));
      }
      closed.get();
    }
  }

  private static void acceptAndClose(ServerSocket server) {
    try (Socket accepted = server.accept()) {
      assertThat(accepted.getInputStream().read()).isEqualTo('P');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
