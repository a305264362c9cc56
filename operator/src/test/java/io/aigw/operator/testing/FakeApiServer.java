package io.aigw.operator.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Stands in for an API server: answers as a test says, refuses watches (or lets nothing happen in
 * them), remembers what came.
 */
public final class FakeApiServer implements AutoCloseable {

  private final HttpServer server;
  private final Function<Request, Answer> answers;
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /**
   * What was asked.
   *
   * @param query as it was sent; empty without one
   */
  public record Request(String method, String path, String query, String body) {}

  /** JSON with a status. */
  public record Answer(int status, String json) {}

  private final boolean watched;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Starts to answer on a free port of the loopback. */
  public FakeApiServer(Function<Request, Answer> answers) throws IOException {
    this(answers, false);
  }

  /** One whose objects can be watched, and do not change. */
  public static FakeApiServer watched(Function<Request, Answer> answers) throws IOException {
    return new FakeApiServer(answers, true);
  }

  private FakeApiServer(Function<Request, Answer> answers, boolean watched) throws IOException {
    this.answers = answers;
    this.watched = watched;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** A client of it. Whoever asks for one closes it. */
  public KubernetesClient client() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder().withMasterUrl(url).build())
        .build();
  }

  /** What came until now, but for watches. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = exchange.getRequestURI().getRawQuery();
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              query == null ? "" : query,
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      if (request.query().contains("watch=true")) {
        watch(exchange);
        return;
      }
      requests.add(request);
      Answer answer = answers.apply(request);
      byte[] body = answer.json().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("content-type", "application/json");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void watch(HttpExchange exchange) throws IOException {
    if (!watched) {
      exchange.sendResponseHeaders(503, -1);
    } else if ("websocket".equals(exchange.getRequestHeaders().getFirst("Upgrade"))) {
      exchange.sendResponseHeaders(200, -1); // the client then asks without one
    } else {
      exchange.sendResponseHeaders(200, 0);
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
