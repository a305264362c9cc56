package io.aigw.operator.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.operator.local.Unavailable;
import io.aigw.operator.testing.Eventually;
import io.aigw.operator.testing.Programs;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One real Envoy has another drain, as in a Pod that is to end. */
@Timeout(60)
class DrainBootstrapTest {

  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> processes = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void endAll() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void anEnvoyThatIsToEndSaysSoAndIsWaitedForUntilItsRequestIsAnswered() throws Exception {
    try (ServerSocket backend = new ServerSocket(0, 1, loopback)) {
      int listener = freePort();
      int ready = freePort();
      Address.Socket admin = new Address.Socket(directory.resolve("admin.sock"));
      start("proxy.json", proxy(admin, listener, ready, backend.getLocalPort()));
      Eventually.holds(() -> status(ready) == 200);
      try (Socket request = new Socket(loopback, listener)) {
        request.getOutputStream().write(bytes("GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
        try (Socket exchange = backend.accept()) {
          Process drain =
              start("drain.json", DrainBootstrap.of(admin, directory, Duration.ofMinutes(10)));
          Eventually.holds(() -> status(ready) == 503);
          assertThat(drain.waitFor(7, TimeUnit.SECONDS)).as("ended before the answer").isFalse();

          answer(exchange);

          InputStream response = request.getInputStream();
          String text = new String(response.readAllBytes(), StandardCharsets.UTF_8);
          assertThat(text).startsWith("HTTP/1.1 200").contains("connection: close").endsWith("hi");
          assertThat(drain.waitFor()).isZero();
        }
      }
    }
  }

  @Test
  void itIsNotWaitedForLongerThanIsSaid() throws Exception {
    int listener = freePort();
    int ready = freePort();
    Address.Socket admin = new Address.Socket(directory.resolve("admin.sock"));
    start("proxy.json", proxy(admin, listener, ready, freePort()));
    Eventually.holds(() -> status(ready) == 200);
    try (Socket _ = new Socket(loopback, listener)) {
      Process drain =
          start("drain.json", DrainBootstrap.of(admin, directory, Duration.ofSeconds(1)));
      assertThat(drain.waitFor()).isZero();
    }
  }

  private static Bootstrap proxy(Address.Socket admin, int listener, int ready, int backend) {
    Cluster cluster = PlainHttp.cluster("backend", new Address.Tcp("127.0.0.1", backend));
    Route route =
        Route.newBuilder()
            .setMatch(RouteMatch.newBuilder().setPrefix("/"))
            .setRoute(RouteAction.newBuilder().setCluster("backend"))
            .build();
    return Bootstrap.newBuilder()
        .setAdmin(
            io.envoyproxy.envoy.config.bootstrap.v3.Admin.newBuilder()
                .setAddress(EnvoyBootstrap.address(admin)))
        .setStaticResources(
            Bootstrap.StaticResources.newBuilder()
                .addClusters(cluster)
                .addClusters(PlainHttp.cluster("admin", admin))
                .addListeners(
                    PlainHttp.listener(
                        "http-80", new Address.Tcp("127.0.0.1", listener), List.of(), route))
                .addListeners(PlainHttp.readiness(ready, "admin")))
        .build();
  }

  private Process start(String file, Bootstrap bootstrap) throws IOException, Unavailable {
    Path path = directory.resolve(file);
    Files.writeString(path, EnvoyBootstrap.json(bootstrap));
    Process process =
        new ProcessBuilder(
                Programs.envoy().toString(),
                "--config-path",
                path.toString(),
                "--disable-hot-restart",
                "--concurrency",
                "1",
                "--log-level",
                "error")
            .inheritIO()
            .start();
    processes.add(process);
    return process;
  }

  private int status(int port) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ready")).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static void answer(Socket exchange) throws IOException {
    OutputStream out = exchange.getOutputStream();
    out.write(bytes("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"));
    out.flush();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return socket.getLocalPort();
    }
  }
}
