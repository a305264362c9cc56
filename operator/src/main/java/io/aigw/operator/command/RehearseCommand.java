package io.aigw.operator.command;

import io.aigw.operator.local.Unavailable;
import io.aigw.operator.run.LocalGateway;
import io.aigw.operator.run.LocalListener;
import io.aigw.operator.run.LocalSettings;
import io.aigw.xds.translate.RequestLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code aigw rehearse}: does once what {@code run} does, on a free port, and ends. Run with {@code
 * -XX:AOTCacheOutput=FILE}, the JVM keeps what it learned by it, and later starts take half the
 * time.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Start once and answer a request, for the JVM's cache.",
    mixinStandardHelpOptions = true)
public final class RehearseCommand implements Callable<Integer> {

  private static final long PATIENCE_SECONDS = 60;

  @Option(names = "--envoy", paramLabel = "FILE", defaultValue = "${env:AIGW_ENVOY}")
  private @Nullable Path envoy;

  @Mixin private CompilerSettings compiler = new CompilerSettings();
  @Mixin private Simulation simulation = new Simulation();

  @Override
  public Integer call() throws Unavailable, IOException, InterruptedException {
    Path file = Files.createTempFile("rehearsal", ".yaml");
    BlockingQueue<LocalListener> listeners = new LinkedBlockingQueue<>();
    try {
      Files.writeString(file, objects());
      LocalSettings settings =
          new LocalSettings(
              List.of(file),
              compiler.options(),
              RequestLimits.DEFAULTS,
              InetAddress.getLoopbackAddress(),
              1,
              Optional.ofNullable(envoy),
              Optional.of(simulation.command()),
              System.getenv());
      try (LocalGateway _ = new LocalGateway(settings, listeners::add)) {
        LocalListener listener = listeners.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return listener != null && ask(listener.url()) == 200 ? 0 : 1;
      }
    } finally {
      Files.delete(file);
    }
  }

  private static int ask(String url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
            .header("content-type", "application/json")
            .header("x-rehearsal", "pool")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"model\":\"rehearsal\",\"max_tokens\":1,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String objects() throws IOException {
    try (InputStream yaml =
            Objects.requireNonNull(RehearseCommand.class.getResourceAsStream("rehearsal.yaml"));
        ServerSocket free = new ServerSocket(0)) {
      return new String(yaml.readAllBytes(), StandardCharsets.UTF_8)
          .replace("port: PORT", "port: " + free.getLocalPort());
    }
  }
}
