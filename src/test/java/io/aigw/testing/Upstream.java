package io.aigw.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;

/**
 * A model server that keeps what it was asked. It answers 200, or what the request's headers {@code
 * x-answer-status}, {@code x-answer-type}, {@code x-answer-body} and {@code x-answer-after-ms} say,
 * and who it is in {@code x-served-by}.
 */
public final class Upstream implements AutoCloseable {

  /** A request as it arrived; header names are in lower case. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares requests
  public record Received(
      String method, String path, Map<String, List<String>> headers, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
      return headers.getOrDefault(name, List.of()).stream().findFirst();
    }
  }

  private final String name;
  private final HttpServer server;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  private Upstream(String name, HttpServer server) {
    this.name = name;
    this.server = server;
  }

  public static Upstream start(String name) throws IOException {
    return start(name, HttpServer.create(anyPort(), 100));
  }

  /** One that speaks TLS. */
  public static Upstream start(String name, SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 100);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return start(name, server);
  }

  private static InetSocketAddress anyPort() throws IOException {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free());
  }

  private static Upstream start(String name, HttpServer server) {
    Upstream upstream = new Upstream(name, server);
    server.createContext("/", upstream::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return upstream;
  }

  /** IP and port, as Envoy writes them. */
  public String address() {
    return "127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** What was received since the last call. */
  public List<Received> received() {
    List<Received> all = new ArrayList<>();
    received.drainTo(all);
    return all;
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      Map<String, List<String>> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((key, values) -> headers.put(key.toLowerCase(Locale.ROOT), List.copyOf(values)));
      Received request =
          new Received(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              headers,
              exchange.getRequestBody().readAllBytes());
      received.add(request);
      byte[] body = request.header("x-answer-body").orElse("{}").getBytes(StandardCharsets.UTF_8);
      Thread.sleep(request.header("x-answer-after-ms").map(Long::parseLong).orElse(0L));
      exchange.getResponseHeaders().add("x-served-by", name);
      exchange
          .getResponseHeaders()
          .add("content-type", request.header("x-answer-type").orElse("application/json"));
      int status = request.header("x-answer-status").map(Integer::parseInt).orElse(200);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
