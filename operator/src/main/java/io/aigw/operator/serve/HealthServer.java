package io.aigw.operator.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers the probes: {@code /healthz} whether the process is worth keeping, {@code /readyz}
 * whether it serves what the cluster says. The answer's text names the reasons against it. {@code
 * /metrics} has what is counted, in Prometheus's text format.
 */
public final class HealthServer implements AutoCloseable {

  private final HttpServer server;

  /**
   * Starts to answer.
   *
   * @param failures why the process should be restarted; empty: it is well
   * @param waiting what is waited for; empty: it is ready
   * @throws IOException if it cannot listen there
   */
  public HealthServer(
      InetSocketAddress address,
      Supplier<List<String>> failures,
      Supplier<List<String>> waiting,
      PrometheusRegistry metrics)
      throws IOException {
    server = HttpServer.create(address, 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/healthz", exchange -> answer(exchange, failures.get()));
    server.createContext("/readyz", exchange -> answer(exchange, waiting.get()));
    server.createContext("/metrics", exchange -> show(exchange, metrics));
    server.start();
  }

  /**
   * Shows something more, written anew for each who looks: only to this machine, or on Kubernetes
   * to who is in the same Pod, as a forwarded port is. Others get 403.
   */
  public HealthServer showHere(String path, Supplier<String> page) {
    server.createContext(
        path,
        exchange -> {
          if (exchange.getRemoteAddress().getAddress().isLoopbackAddress()) {
            answer(exchange, 200, page.get());
          } else {
            answer(exchange, 403, "This is shown here alone: kubectl port-forward leads here.\n");
          }
        });
    return this;
  }

  /** The port; that which was given, if it was given 0. */
  public int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, List<String> against) throws IOException {
    answer(
        exchange,
        against.isEmpty() ? 200 : 503,
        against.isEmpty() ? "ok\n" : String.join("\n", against) + "\n");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static void show(HttpExchange exchange, PrometheusRegistry metrics) throws IOException {
    PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", writer.getContentType());
      exchange.sendResponseHeaders(200, 0);
      writer.write(exchange.getResponseBody(), metrics.scrape());
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
