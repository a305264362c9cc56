package io.aigw.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.bench.upstream.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The generator against the upstream, and against a server that goes away. */
class LoadGeneratorTest {

  private static final int TOKENS = 3;
  private static final byte[] CHAT = Prompt.request(Prompt.chat(1024, false), false);
  private static final byte[] STREAM = Prompt.request(Prompt.chat(1024, true), true);

  @Test
  void everyRequestOfASaturatedRunIsAnsweredRightly() {
    LoadResult result =
        run(CHAT, new Load.ClosedLoop(4, Duration.ofSeconds(60), 1000), new Expectation("a", 0));

    assertThat(result.answered()).isEqualTo(1000);
    assertThat(result.wrong()).isEmpty();
    assertThat(result.latency().count()).isEqualTo(1000);
    assertThat(result.firstByte().count()).isEqualTo(1000);
  }

  @Test
  void anOpenLoopSendsWhatItsRateSays() {
    Load load = new Load.OpenLoop(500, 4, Duration.ofMillis(200));

    LoadResult result = run(CHAT, load, new Expectation("a", 0));

    assertThat(result.answered()).isEqualTo(100);
    assertThat(result.wrong()).isEmpty();
  }

  @Test
  void eventsOfStreamsAreCounted() {
    Load load = new Load.ClosedLoop(2, Duration.ofSeconds(60), 10);

    LoadResult result = run(STREAM, load, new Expectation("a", TOKENS + 2));

    assertThat(result.wrong()).isEmpty();
    assertThat(result.events()).isEqualTo(10 * (TOKENS + 2));
  }

  @Test
  void anotherUpstreamIsWrong() {
    Load load = new Load.ClosedLoop(1, Duration.ofSeconds(60), 5);

    LoadResult result = run(CHAT, load, new Expectation("b", 0));

    assertThat(result.wrong()).isEqualTo(Map.of("another upstream", 5L));
    assertThat(result.wrongCount()).isEqualTo(5);
  }

  @Test
  void anotherNumberOfEventsIsWrong() {
    Load load = new Load.ClosedLoop(1, Duration.ofSeconds(60), 2);

    LoadResult result = run(STREAM, load, new Expectation("a", TOKENS));

    assertThat(result.wrong()).isEqualTo(Map.of("another number of events", 2L));
  }

  @Test
  void lostConnectionsAreCountedAndEndTheRun() throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        LoadGenerator generator = new LoadGenerator()) {
      Thread hangUp =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 2; i++) {
                      try (Socket connection = server.accept()) {
                        int first = connection.getInputStream().read();
                        assertThat(first).isEqualTo('P');
                      } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                      }
                    }
                  });

      LoadResult result =
          generator.run(
              (InetSocketAddress) server.getLocalSocketAddress(),
              CHAT,
              new Load.ClosedLoop(2, Duration.ofSeconds(60), 100),
              new Expectation("a", 0));

      assertThat(result.answered()).isZero();
      assertThat(result.wrong()).isEqualTo(Map.of("connection lost", 2L));
      hangUp.join();
    }
  }

  private static LoadResult run(byte[] request, Load load, Expectation expectation) {
    try (Upstream upstream = new Upstream(TOKENS, Duration.ofMillis(1));
        LoadGenerator generator = new LoadGenerator()) {
      int port = upstream.serve("a", 0);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      return generator.run(address, request, load, expectation);
    }
  }
}
