package io.aigw.simulator.http;

import static io.aigw.simulator.http.TestServer.CHAT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aigw.simulator.http.TestServer.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultTest {
  private static final String BODY =
      "{\"model\":\"m\",\"prompt\":\"hi\",\"max_tokens\":10,\"ignore_eos\":true}";
  private static final String STREAMED =
      "{\"model\":\"m\",\"prompt\":\"hi\",\"max_tokens\":10,\"ignore_eos\":true,\"stream\":true}";

  private TestServer server = new TestServer(Setup.of());

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void readsWhatIsAskedFor() {
    assertThat(Fault.parse("delay=1.5s, status=503"))
        .isEqualTo(new Fault(Duration.ofMillis(1500), OptionalInt.of(503), Fault.Drop.NEVER));
    assertThat(Fault.parse("drop=mid-stream").drop()).isEqualTo(Fault.Drop.MID_STREAM);
    for (String wrong : List.of("", "delay", "delay=1", "status=200", "drop=later", "fire=1")) {
      assertThatThrownBy(() -> Fault.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aHeaderAsksForAStatus() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        server.post(CHAT, "not even JSON", FaultSchedule.HEADER, "status=429");
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(TestServer.JSON.readTree(answer.body()).path("error").path("code").asInt())
        .isEqualTo(429);
    assertThat(server.post(CHAT, BODY, FaultSchedule.HEADER, "nonsense").statusCode())
        .isEqualTo(400);
  }

  @Test
  void aDelayedRequestHasArrivedAndIsNotAnswered() throws IOException, InterruptedException {
    try (Socket socket = open(STREAMED, "delay=60m")) {
      while (!server.get("/debug/requests").body().contains("delay=60m")) {
        Thread.sleep(10);
      }
      assertThat(socket.getInputStream().available()).isZero();
    }
  }

  @Test
  void everyThirdRequestForAnAnswerFails() throws IOException, InterruptedException {
    server.close();
    server = new TestServer(Setup.of().withFault("status=500", 3));
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      server.get("/v1/models");
      statuses.add(server.post("/v1/completions", BODY).statusCode());
    }
    assertThat(statuses).containsExactly(200, 200, 500, 200, 200, 500);
  }

  @Test
  void connectionsAreDroppedWhereItIsAskedFor() throws IOException {
    assertThat(wire(BODY, "drop=before-headers")).isEmpty();
    assertThat(wire(BODY, "drop=after-headers")).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\n");
    String whole = wire(BODY, "delay=0");
    String half = wire(BODY, "drop=mid-stream");
    assertThat(half).startsWith("HTTP/1.1 200 OK").contains("\"id\"");
    assertThat(half.length()).isLessThan(whole.length());
  }

  @Test
  void aDroppedStreamHasHalfOfItsTokensAndNoEnd() throws IOException {
    String whole = wire(STREAMED, "delay=0");
    assertThat(whole).endsWith("0\r\n\r\n");
    assertThat(tokens(whole)).isEqualTo(10);
    String cut = wire(STREAMED, "drop=mid-stream");
    assertThat(tokens(cut)).isEqualTo(5);
    assertThat(cut).doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
    assertThat(wire(STREAMED, "drop=after-headers")).endsWith("\r\n\r\n");
  }

  private static int tokens(String answer) {
    return answer.split("\"text\":", -1).length - 1;
  }

  /** All bytes that come back until the server closes the connection. */
  private String wire(String body, String fault) throws IOException {
    try (Socket socket = open(body, fault)) {
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private Socket open(String body, String fault) throws IOException {
    int port = server.server.address().getPort();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket
        .getOutputStream()
        .write(
            ("POST /v1/completions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
                    + "x-simulate-fault: %s\r\ncontent-length: %d\r\n\r\n%s")
                .formatted(fault, body.length(), body)
                .getBytes(UTF_8));
    return socket;
  }
}
