package io.aigw.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.testing.RawHttp.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeBodyTest {

  private static final int MIB = 1 << 20;

  private static TestGateway gateway;

  @BeforeAll
  static void start(@TempDir Path work) throws IOException, InterruptedException {
    gateway = TestGateway.start(work);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @AfterEach
  void forget() {
    gateway.forget();
  }

  @Test
  void bodiesUpToTheLimitPass() throws IOException {
    byte[] body = chat(49 * MIB);

    Reply reply = gateway.send("POST", TestGateway.CHAT, body);

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(Arrays.equals(gateway.upstream("alpha").received().getFirst().body(), body))
        .isTrue();
  }

  @Test
  void largerOnesAreRefused() throws IOException {
    Reply reply = gateway.send("POST", TestGateway.CHAT, chat(51 * MIB));

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.header("content-type")).contains("application/json");
    assertThat(reply.json().at("/error/code").asText()).isEqualTo("request_too_large");
    assertThat(reply.json().at("/error/message").asText()).contains("52428800 bytes");
    assertThat(gateway.upstream("alpha").received()).isEmpty();
  }

  @Test
  void bodiesThatNeedNotBeReadPassAtAnySize() throws IOException {
    byte[] form = new byte[60 * MIB];

    Reply reply =
        gateway.send(
            "POST",
            "/v1/files",
            form,
            "content-type: multipart/form-data; boundary=x",
            "x-fallback: yes");

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(gateway.upstream("gamma").received().getFirst().body()).hasSize(form.length);
  }

  @Test
  void theModelIsFoundAtTheEndAndOfDuplicatesTheLastCounts() throws IOException {
    String filler = "\"messages\":\"" + "x".repeat(5 * MIB) + "\"";
    Reply atTheEnd = gateway.chat("{" + filler + ",\"model\":\"beta\"}");
    Reply duplicate = gateway.chat("{\"model\":\"alpha\"," + filler + ",\"model\":\"beta\"}");

    assertThat(atTheEnd.header("x-served-by")).contains("beta");
    assertThat(duplicate.header("x-served-by")).contains("beta");
  }

  @Test
  void anOverlongModelIsNone() throws IOException {
    Reply notFound = gateway.chat("{\"model\":\"" + "a".repeat(8_000) + "\"}", "x-fallback: no");
    Reply refused =
        gateway.chat(
            "{\"model\":\"alpha\",\"model\":\"" + "a".repeat(100_000) + "\"}", "x-fallback: yes");

    assertThat(notFound.status()).isEqualTo(404);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/error/param").asText()).isEqualTo("model");
  }

  private static byte[] chat(int size) {
    String head = "{\"messages\":\"";
    String tail = "\",\"model\":\"alpha\"}";
    return (head + "x".repeat(size - head.length() - tail.length()) + tail)
        .getBytes(StandardCharsets.UTF_8);
  }
}
