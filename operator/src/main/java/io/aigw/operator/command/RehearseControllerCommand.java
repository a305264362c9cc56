package io.aigw.operator.command;

import io.aigw.operator.rehearsal.RehearsalApiServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code aigw rehearse-controller}: starts a controller on an API server of its own, lets it write
 * some statuses, and ends. What {@link RehearseCommand} is to {@code run}, this is to the image.
 */
@Command(
    name = "rehearse-controller",
    hidden = true,
    description = "Start a controller once, for the JVM's cache.",
    mixinStandardHelpOptions = true)
public final class RehearseControllerCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public Integer call() throws IOException, InterruptedException {
    int health = freePort();
    Path kubeconfig = Files.createTempFile("rehearsal", ".kubeconfig");
    try (RehearsalApiServer server = new RehearsalApiServer()) {
      Files.writeString(kubeconfig, server.kubeconfig());
      Thread.ofPlatform()
          .daemon()
          .start(
              () ->
                  new CommandLine(new ControllerCommand())
                      .execute(
                          "--kubeconfig=" + kubeconfig,
                          "--enableInferenceExtension",
                          "--lease=default/leader",
                          "--xds-tls=default/authority",
                          "--xds-address=127.0.0.1:0",
                          "--health-address=127.0.0.1:" + health));
      boolean done = awaitReady(health) && server.awaitStatuses(PATIENCE);
      return done ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    } finally {
      Files.delete(kubeconfig);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static boolean awaitReady(int port) throws InterruptedException {
    HttpRequest probe =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz")).build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (System.nanoTime() < end) {
        try {
          if (client.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return true;
          }
        } catch (IOException notYet) {
          // it does not listen yet
        }
        Thread.sleep(20);
      }
    }
    return false;
  }
}
