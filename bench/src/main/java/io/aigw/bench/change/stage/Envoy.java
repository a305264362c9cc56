package io.aigw.bench.change.stage;

import io.aigw.bench.arm.Site;
import io.aigw.bench.stats.ProcessUse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** An Envoy that was started with what {@code aigw bootstrap} prints. */
public final class Envoy {

  /** What it received from the controller, in bytes. */
  public static final String RECEIVED = "cluster.aigw-xds.upstream_cx_rx_bytes_total";

  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Process process;
  private final int adminPort;
  private final Deliveries deliveries;
  private final HttpClient client = HttpClient.newHttpClient();

  private Envoy(Process process, int adminPort, Deliveries deliveries) {
    this.process = process;
    this.adminPort = adminPort;
    this.deliveries = deliveries;
  }

  /**
   * Starts one.
   *
   * @param gateway NAMESPACE/NAME
   * @param xdsPort of the controller, on the loopback
   * @param edit what its owner changes in what was printed
   */
  static Envoy start(
      Site site,
      Checkout checkout,
      Path binary,
      String name,
      String gateway,
      int xdsPort,
      UnaryOperator<String> edit)
      throws IOException, InterruptedException {
    int adminPort = site.freePort();
    String bootstrap =
        checkout.run(
            "aigw",
            "bootstrap",
            "--gateway",
            gateway,
            "--xds-address",
            "127.0.0.1:" + xdsPort,
            "--admin-address",
            "127.0.0.1:" + adminPort);
    Path file = Files.writeString(site.directory().resolve(name + ".json"), edit.apply(bootstrap));
    Deliveries deliveries = new Deliveries();
    Process process =
        site.start(
            name,
            List.of(
                binary.toString(),
                "--config-path",
                file.toString(),
                "--disable-hot-restart",
                "--component-log-level",
                "config:debug"),
            deliveries::read);
    return new Envoy(process, adminPort, deliveries);
  }

  public Deliveries deliveries() {
    return deliveries;
  }

  public ProcessUse use() {
    return new ProcessUse("envoy", process.pid());
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** All that it has counted, as it says it itself. */
  String allStats() throws IOException, InterruptedException {
    return get("/stats?usedonly");
  }

  /** Its counters and gauges whose names match a regular expression; those that are 0, too. */
  public Map<String, Long> stats(String names) throws IOException, InterruptedException {
    String body =
        get("/stats?type=Counters&filter=" + URLEncoder.encode(names, StandardCharsets.UTF_8))
            + get("/stats?type=Gauges&filter=" + URLEncoder.encode(names, StandardCharsets.UTF_8));
    Map<String, Long> stats = new TreeMap<>();
    body.lines()
        .map(line -> line.split(": ", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> stats.put(parts[0], Long.parseLong(parts[1].strip())));
    return stats;
  }

  public long stat(String name) throws IOException, InterruptedException {
    return stats("^" + name.replace(".", "\\.") + "$").getOrDefault(name, 0L);
  }

  /**
   * Returns when a controller speaks to it again.
   *
   * @param before what it had {@link #RECEIVED} when the last one was gone
   */
  public void awaitController(long before, Duration patience)
      throws IOException, InterruptedException, TimeoutException {
    long end = System.nanoTime() + patience.toNanos();
    while (stat(RECEIVED) == before) {
      if (System.nanoTime() > end) {
        throw new TimeoutException("no controller speaks to Envoy");
      }
      Thread.sleep(PAUSE);
    }
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
            .timeout(Duration.ofSeconds(30))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
