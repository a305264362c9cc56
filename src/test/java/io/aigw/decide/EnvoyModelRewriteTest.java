package io.aigw.decide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aigw.testing.ProcessorOverSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backend behind a real Envoy sees of requests whose model is rewritten. */
class EnvoyModelRewriteTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NEW_MODEL = "org/\"new\" 模型";
  private static final String NEW_MODEL_JSON = "\"org/\\\"new\\\" 模型\"";
  private static final int PATIENCE_SECONDS = 30;

  private record Received(Headers headers, String body) {}

  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final CountDownLatch restOfTheAnswer = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer upstream;
  private Path socket;
  private ProcessorOverSocket processor;
  private EnvoyWithProcessor envoy;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    upstream.createContext("/", this::answer);
    upstream.setExecutor(threads);
    upstream.start();
    socket = folder.resolve("processor");
    processor = new ProcessorOverSocket(socket, (listener, host) -> null);
    envoy = new EnvoyWithProcessor(folder, upstream.getAddress().getPort(), socket, NEW_MODEL);
  }

  @AfterEach
  void stop() throws Exception {
    restOfTheAnswer.countDown();
    envoy.stop();
    processor.close();
    upstream.stop(0);
    threads.close();
    client.close();
  }

  /** Answers at once, or in two parts with a wait between them if the path ends in "slow". */
  private void answer(HttpExchange exchange) throws IOException {
    received.add(
        new Received(
            exchange.getRequestHeaders(),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    exchange.sendResponseHeaders(200, 0);
    try (var body = exchange.getResponseBody()) {
      body.write("first ".getBytes(UTF_8));
      if (exchange.getRequestURI().getPath().endsWith("slow")) {
        body.flush();
        restOfTheAnswer.await();
      }
      body.write("rest".getBytes(UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @CsvSource({"http1,/1", "http1,/2", "http2,/1", "http2,/2"})
  void theBackendSeesTheNewModelAndTheRightFraming(String listener, String path) throws Exception {
    for (String model : List.of("a", "a-name-that-is-longer-than-the-new-one")) {
      byte[] body = "{\"n\":1.0,\"model\":\"%s\" }".formatted(model).getBytes(UTF_8);
      String rewritten = "{\"n\":1.0,\"model\":" + NEW_MODEL_JSON + " }";
      for (BodyPublisher publisher : List.of(BodyPublishers.ofByteArray(body), chunked(body))) {
        assertThat(post(listener, path, publisher).statusCode()).isEqualTo(200);
        Received request = upstreamReceived();
        assertThat(request.body()).isEqualTo(rewritten);
        assertThat(request.headers().get("content-length"))
            .containsExactly(Integer.toString(rewritten.getBytes(UTF_8).length));
        assertThat(request.headers().get("transfer-encoding")).isNull();
      }
    }
  }

  @Test
  void largeBodiesComeThroughWhole() throws Exception {
    String text = "text with \\\"escapes\\\" and 漢字 ".repeat(100_000);
    String body = "{\"model\":\"a\",\"text\":\"" + text + "\",\"model\":\"b\"}";
    assertThat(post("http1", "/1", BodyPublishers.ofString(body)).statusCode()).isEqualTo(200);
    assertThat(upstreamReceived().body())
        .isEqualTo(
            "{\"model\":%1$s,\"text\":\"%2$s\",\"model\":%1$s}".formatted(NEW_MODEL_JSON, text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"model\":", "{\"prompt\":\"secret\"}", "{\"model\":1}", ""})
  void whatCannotBeRewrittenIsAnsweredByTheGateway(String body) throws Exception {
    assertError(post("http1", "/1", BodyPublishers.ofString(body)), 400);
    assertError(post("http2", "/1", chunked(body.getBytes(UTF_8))), 400);
    assertThat(received).isEmpty();
  }

  @Test
  void aCompressedBodyIsRefused() throws Exception {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write("{\"model\":\"a\"}".getBytes(UTF_8));
    }
    assertError(post("http1", "/1", BodyPublishers.ofByteArray(compressed.toByteArray())), 400);
    assertThat(received).isEmpty();
  }

  @Test
  void aRouteWithoutAnInstructionIsTheGatewaysFault() throws Exception {
    BodyPublisher body = BodyPublishers.ofString("{\"model\":\"a\"}");
    assertError(post("http1", "/no-instruction", body), 500);
    assertThat(received).isEmpty();
  }

  @Test
  void otherRoutesAreLeftAlone() throws Exception {
    post("http1", "/other", BodyPublishers.ofString("{\"model\":\"a\"}"));
    assertThat(upstreamReceived().body()).isEqualTo("{\"model\":\"a\"}");
  }

  @Test
  void aRunningResponseSurvivesTheProcessor() throws Exception {
    BodyPublisher body = BodyPublishers.ofString("{\"model\":\"a\"}");
    HttpResponse<InputStream> response =
        client.send(request("http1", "/1/slow", body), BodyHandlers.ofInputStream());
    byte[] first = response.body().readNBytes(6);
    assertThat(new String(first, UTF_8)).isEqualTo("first ");

    processor.close();
    envoy.awaitStatistic("cluster.processor.upstream_cx_active", 0);
    assertThat(post("http1", "/1", body).statusCode())
        .as("nothing passes as it was")
        .isEqualTo(500);
    restOfTheAnswer.countDown();
    assertThat(new String(response.body().readAllBytes(), UTF_8)).isEqualTo("rest");

    processor = new ProcessorOverSocket(socket, (listener, host) -> null);
    assertThat(post("http1", "/1", body).statusCode()).isEqualTo(200);
  }

  @Test
  void clientsThatLeaveMidwayLeaveNothingBehind() throws Exception {
    URI uri = URI.create(envoy.listener("http1"));
    for (int i = 0; i < 20; i++) {
      try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
        String head = "POST /1 HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{\"model\":";
        socket.getOutputStream().write(head.getBytes(UTF_8));
        envoy.awaitStatistic("cluster.processor.upstream_rq_active", 1);
      }
      envoy.awaitStatistic("cluster.processor.upstream_rq_active", 0);
    }
    BodyPublisher body = BodyPublishers.ofString("{\"model\":\"a\"}");
    assertThat(post("http1", "/1", body).statusCode()).isEqualTo(200);
  }

  @Test
  void manyAtATimeAllGetTheirAnswer() throws Exception {
    // the backend of this test closes idle connections beyond 200, which a request may run into
    int atATime = 150;
    List<Callable<Integer>> requests = new ArrayList<>();
    for (int i = 0; i < atATime; i++) {
      BodyPublisher body = BodyPublishers.ofString("{\"model\":\"a\",\"i\":" + i + "}");
      requests.add(() -> post("http1", "/1", body).statusCode());
    }
    for (Future<Integer> status : threads.invokeAll(requests)) {
      assertThat(status.get()).isEqualTo(200);
    }
    assertThat(received)
        .hasSize(atATime)
        .allMatch(request -> request.body().startsWith("{\"model\":" + NEW_MODEL_JSON + ",\"i\":"));
    envoy.awaitStatistic("cluster.processor.upstream_rq_active", 0);
  }

  private Received upstreamReceived() throws InterruptedException {
    Received request = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(request).as("request at the backend").isNotNull();
    return request;
  }

  private HttpResponse<String> post(String listener, String path, BodyPublisher body)
      throws IOException, InterruptedException {
    return client.send(request(listener, path, body), BodyHandlers.ofString());
  }

  private HttpRequest request(String listener, String path, BodyPublisher body)
      throws IOException, InterruptedException {
    return HttpRequest.newBuilder(URI.create(envoy.listener(listener) + path))
        .version(HttpClient.Version.HTTP_1_1)
        .header("content-type", "application/json")
        .POST(body)
        .build();
  }

  private static BodyPublisher chunked(byte[] body) {
    return BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body));
  }

  private static void assertError(HttpResponse<String> response, int status) throws IOException {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().allValues("content-type")).containsExactly("application/json");
    JsonNode error = JSON.readTree(response.body()).get("error");
    assertThat(error.fieldNames()).toIterable().containsExactly("message", "type", "param", "code");
    assertThat(response.body()).doesNotContain("secret");
  }
}
