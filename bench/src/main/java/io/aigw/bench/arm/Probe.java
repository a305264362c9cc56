package io.aigw.bench.arm;

import io.aigw.bench.load.Prompt;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks single requests: whether an arm serves, and whether it passes on what it should. */
public final class Probe implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(5);

  /**
   * Not the address that is asked: a client that asks a port again and again where nobody listens
   * yet would at last be given that very port for itself, and be its own answer.
   */
  private static final InetSocketAddress OWN_ADDRESS = new InetSocketAddress("127.0.0.2", 0);

  private final HttpClient client =
      HttpClient.newBuilder()
          .localAddress(OWN_ADDRESS.getAddress())
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  /**
   * Waits until an arm serves, and compares the body that reached its upstream with what should.
   *
   * @throws IOException if the arm does not serve in time, or changes a body that it should not
   */
  public void check(String name, RunningArm arm, byte[] body, Duration patience)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/v1/chat/completions".formatted(arm.address().getPort())))
            .timeout(Duration.ofSeconds(5))
            .header("content-type", "application/json")
            .header("x-bench-echo", "yes")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    String expected =
        new String(body, StandardCharsets.UTF_8)
            .replace('"' + Prompt.MODEL + '"', '"' + arm.servedModel() + '"');
    while (true) {
      String outcome;
      try {
        HttpResponse<String> response =
            client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() == 200) {
          if (!response.body().equals(expected)) {
            throw new WrongBodyException(name + " passed on another body than expected");
          }
          return;
        }
        outcome = "status " + response.statusCode();
      } catch (WrongBodyException e) {
        throw e;
      } catch (IOException e) {
        outcome = e.toString();
      }
      if (!arm.processes().values().stream().allMatch(ProcessHandle::isAlive)) {
        throw new IOException(name + " has ended; its log says why");
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(name + " does not serve: " + outcome);
      }
      Thread.sleep(PAUSE);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static final class WrongBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    WrongBodyException(String message) {
      super(message);
    }
  }
}
