package io.aigw.e2e.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A provider outside of the cluster: speaks TLS alone, takes one key, answers 401 to every other,
 * and ends each connection after its answer, so that it has to prove who it is each time.
 */
public final class Provider implements AutoCloseable {
  private final HttpsServer server;
  private final BlockingQueue<List<String>> authorizations = new LinkedBlockingQueue<>();
  private volatile String key;

  private Provider(HttpsServer server, String key) {
    this.server = server;
    this.key = key;
  }

  /**
   * Starts one.
   *
   * @param address that it listens on
   * @param certificate one of {@link Pki}'s
   * @param key that it takes
   */
  public static Provider start(String address, String certificate, String key)
      throws IOException, GeneralSecurityException {
    HttpsServer server = HttpsServer.create(new InetSocketAddress(address, Ports.free()), 100);
    server.setHttpsConfigurator(new HttpsConfigurator(Pki.server(certificate)));
    Provider provider = new Provider(server, key);
    server.createContext("/", provider::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return provider;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** From now on this key is the one. */
  public void take(String otherKey) {
    key = otherKey;
  }

  /** The Authorization headers of each request since the last call. */
  public List<List<String>> authorizations() {
    List<List<String>> all = new ArrayList<>();
    authorizations.drainTo(all);
    return all;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      List<String> given =
          List.copyOf(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
      authorizations.add(given);
      exchange.getRequestBody().readAllBytes();
      boolean known = given.equals(List.of("Bearer " + key));
      byte[] body =
          (known
                  ? "{\"object\":\"chat.completion\"}"
                  : "{\"error\":{\"code\":\"invalid_api_key\"}}")
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("content-type", "application/json");
      exchange.getResponseHeaders().add("connection", "close");
      exchange.sendResponseHeaders(known ? 200 : 401, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
