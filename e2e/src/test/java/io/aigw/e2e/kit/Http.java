package io.aigw.e2e.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls of a client in this process, over HTTP/1.1. Threadsafe. */
public final class Http {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  /** A client of the gateway at an address such as {@code http://127.0.0.1:8080}. */
  public Http(String base) {
    this.base = URI.create(base);
  }

  /** An answer. */
  public record Reply(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public String body() {
      return response.body();
    }

    /** The value of a header; empty where there is none. */
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** Which simulated model server answered. */
    public String server() {
      return header("x-simulated-server");
    }

    public JsonNode json() {
      return Http.json(body());
    }
  }

  /** An answer whose body is still on its way. */
  public record Stream(HttpResponse<InputStream> response, BufferedReader body)
      implements AutoCloseable {
    public int status() {
      return response.statusCode();
    }

    /** The next line of the body. */
    public String line() throws IOException {
      return String.valueOf(body.readLine());
    }

    /** All that is still to come. */
    public String rest() throws IOException {
      return body.readAllAsString();
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /** Headers are names and values in turn. */
  public Reply get(String path, String... headers) throws IOException, InterruptedException {
    return send(request(path, headers).GET().build());
  }

  /** Posts JSON. Headers are names and values in turn. */
  public Reply post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send(
        request(path, headers)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  /** Posts JSON and returns when the answer begins. Headers are names and values in turn. */
  public Stream stream(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        client.send(
            request(path, headers)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofInputStream());
    return new Stream(response, new BufferedReader(new InputStreamReader(response.body(), UTF_8)));
  }

  /** Asks a model for a short answer. */
  public Reply chat(String model, String... headers) throws IOException, InterruptedException {
    return post("/v1/chat/completions", Chat.of(model), headers);
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  private Reply send(HttpRequest request) throws IOException, InterruptedException {
    return new Reply(client.send(request, BodyHandlers.ofString()));
  }
}
