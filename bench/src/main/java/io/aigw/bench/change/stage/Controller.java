package io.aigw.bench.change.stage;

import io.aigw.bench.arm.Site;
import io.aigw.bench.stats.ProcessUse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A controller, as a process that its users would start. */
public final class Controller {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Site site;
  private final Process process;
  private final int healthPort;
  private final HttpClient client = HttpClient.newHttpClient();

  private Controller(Site site, Process process, int healthPort) {
    this.site = site;
    this.process = process;
    this.healthPort = healthPort;
  }

  static Controller start(
      Site site,
      Checkout checkout,
      String name,
      Path kubeconfig,
      String controllerName,
      int xdsPort,
      String jvmOptions)
      throws IOException {
    int healthPort = site.freePort();
    Process process =
        site.start(
            name,
            Map.of("AIGW_JVM_OPTIONS", jvmOptions),
            List.of(
                checkout.aigw(),
                "controller",
                "--kubeconfig",
                kubeconfig.toString(),
                "--controller-name",
                controllerName,
                "--xds-address",
                "127.0.0.1:" + xdsPort,
                "--health-address",
                "127.0.0.1:" + healthPort));
    return new Controller(site, process, healthPort);
  }

  /** Returns when it serves what the cluster says. */
  public void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("the controller does not get ready; its log says why");
      }
      Thread.sleep(PAUSE);
    }
  }

  private boolean isReady() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort + "/readyz"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  public ProcessUse use() {
    return new ProcessUse("controller", process.pid());
  }

  /** Ends it without a word: SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    site.stop(process);
  }
}
