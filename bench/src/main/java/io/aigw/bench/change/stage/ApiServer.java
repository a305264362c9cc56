package io.aigw.bench.change.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * An API server, asked with plain requests: one for each change, with nothing read before or after.
 */
public final class ApiServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 60;
  private static final int AT_A_TIME = 16;

  private final KubernetesClient client;

  public ApiServer(Path kubeconfig) {
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
            .build();
  }

  public void create(Item item) throws IOException, InterruptedException {
    send("POST", item.collection(), "application/json", item.json());
  }

  /** Creates many, several at a time, in no order. */
  public void createAll(List<Item> items) throws IOException, InterruptedException {
    Semaphore free = new Semaphore(AT_A_TIME);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Void>> created =
          items.stream()
              .map(item -> CompletableFuture.runAsync(() -> createOne(item, free), threads))
              .toList();
      CompletableFuture.allOf(created.toArray(CompletableFuture[]::new)).get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private void createOne(Item item, Semaphore free) {
    free.acquireUninterruptibly();
    try {
      create(item);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      free.release();
    }
  }

  /** Changes fields of an object (JSON merge patch). */
  public void merge(String path, String json) throws IOException, InterruptedException {
    send("PATCH", path, "application/merge-patch+json", json);
  }

  /** Makes it what is said, whoever wrote what in it (server-side apply). */
  void apply(String path, String yaml) throws IOException, InterruptedException {
    send("PATCH", path + "?fieldManager=bench&force=true", "application/apply-patch+yaml", yaml);
  }

  public JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(send("GET", path, "application/json", ""));
  }

  /**
   * Tells what happens to an object, which need not be there, from now on.
   *
   * @param events is told of each with its {@code type} and {@code object}, on a thread of its own
   */
  public Closeable watch(Item object, Consumer<JsonNode> events)
      throws IOException, InterruptedException {
    String version = get(object.collection()).at("/metadata/resourceVersion").asText();
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(
                "%s?watch=true&fieldSelector=metadata.name%%3D%s&resourceVersion=%s"
                    .formatted(uri(object.collection()), object.name(), version))
            .build();
    try {
      InputStream stream =
          client
              .getHttpClient()
              .sendAsync(request, InputStream.class)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .body();
      Thread.ofVirtual().start(() -> tell(stream, events));
      return stream;
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("cannot watch " + object.path(), e);
    }
  }

  private static void tell(InputStream stream, Consumer<JsonNode> events) {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        events.accept(JSON.readTree(line));
      }
    } catch (IOException closed) {
      // by whoever has seen enough
    }
  }

  /** Deletes one object, or all of a collection. */
  public void delete(String path) throws IOException, InterruptedException {
    send("DELETE", path, "application/json", "{\"propagationPolicy\": \"Background\"}");
  }

  private String send(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(uri(path))
            .method(method, type, method.equals("GET") ? null : body)
            .build();
    try {
      HttpResponse<String> response =
          client
              .getHttpClient()
              .sendAsync(request, String.class)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!response.isSuccessful()) {
        throw new IOException(
            "%s %s: %d %s".formatted(method, path, response.code(), response.body()));
      }
      return response.body();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(method + " " + path + ": " + e, e);
    }
  }

  private String uri(String path) {
    return client.getMasterUrl().toString().replaceFirst("/$", "") + path;
  }

  /** Installs definitions and waits until they are served. */
  public void define(List<Path> folders) throws IOException, InterruptedException {
    String collection = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
    for (Path folder : folders) {
      for (Path file : filesOf(folder)) {
        apply(collection + definitionName(file), Files.readString(file));
      }
    }
    for (Path folder : folders) {
      for (Path file : filesOf(folder)) {
        while (!isEstablished(get(collection + definitionName(file)))) {
          Thread.sleep(100);
        }
      }
    }
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder, "*.yaml")) {
      List<Path> all = new java.util.ArrayList<>();
      files.forEach(all::add);
      return all;
    }
  }

  private static String definitionName(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("  name: "))
        .findFirst()
        .map(line -> line.substring("  name: ".length()).strip())
        .orElseThrow(() -> new IOException(file + " has no name"));
  }

  private static boolean isEstablished(JsonNode definition) {
    for (JsonNode condition : definition.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Established")
          && condition.path("status").asText().equals("True")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    client.close();
  }
}
