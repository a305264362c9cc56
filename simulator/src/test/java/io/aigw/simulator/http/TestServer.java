package io.aigw.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aigw.simulator.engine.EngineConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/**
 * A server on a free port of the loopback interface that computes in no time, and a client for it.
 */
final class TestServer implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  static final String CHAT = "/v1/chat/completions";

  private static final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final ModelServer server;

  /** What differs from one test's server to the other's. */
  record Setup(
      List<String> models,
      List<String> adapters,
      int maxSequences,
      int maxInFlight,
      Duration step,
      FaultSchedule faults) {

    static Setup of(String... models) {
      return new Setup(
          List.of(models), List.of(), 64, 0, Duration.ZERO, new FaultSchedule(Fault.NONE, 0));
    }

    Setup withAdapters(String... names) {
      return new Setup(models, List.of(names), maxSequences, maxInFlight, step, faults);
    }

    Setup withBatch(int sequences, int inFlight) {
      return new Setup(models, adapters, sequences, inFlight, step, faults);
    }

    Setup withStep(Duration time) {
      return new Setup(models, adapters, maxSequences, maxInFlight, time, faults);
    }

    Setup withFault(String fault, int every) {
      return new Setup(
          models,
          adapters,
          maxSequences,
          maxInFlight,
          step,
          new FaultSchedule(Fault.parse(fault), every));
    }
  }

  TestServer(Setup setup) {
    EngineConfig engine =
        new EngineConfig(
            new EngineConfig.Batching(setup.maxSequences(), 8192, setup.maxInFlight()),
            new EngineConfig.KvCache(16, 10_000, true),
            new EngineConfig.Adapters(2, Duration.ZERO),
            new EngineConfig.Timing(setup.step(), Duration.ZERO, Duration.ZERO, 1, 0),
            7);
    try {
      server =
          new ModelServer(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              new ServerSettings(
                  "server-1",
                  setup.models(),
                  setup.adapters(),
                  engine,
                  8192,
                  8,
                  setup.faults(),
                  true,
                  4));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As its program does when it is told to end. */
  void drain() {
    server.drain();
  }

  @Override
  public void close() {
    server.close();
  }

  HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send("POST", path, body, headers);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("content-type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  JsonNode postJson(String path, String body) throws IOException, InterruptedException {
    return JSON.readTree(post(path, body).body());
  }

  /** The value of the first sample that begins like this. */
  double metric(String beginning) throws IOException, InterruptedException {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(beginning))
        .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + beginning));
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + server.address().getPort() + path);
  }
}
