package io.aigw.operator.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.aigw.api.Kind;
import io.aigw.operator.trust.Credential;
import io.aigw.operator.trust.Issuer;
import io.aigw.operator.trust.Pem;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Answers what a controller asks an API server: the definitions of all kinds, the objects of {@code
 * objects.yaml}, watches in which nothing happens. What is written is answered with itself.
 */
public final class RehearsalApiServer implements AutoCloseable {

  private static final String DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, ArrayNode> objects = new HashMap<>();
  private final Set<String> awaited = ConcurrentHashMap.newKeySet();
  private final CountDownLatch written = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Credential authority = Issuer.authority(Instant.now());
  private final HttpsServer server;

  /** Starts to answer, over TLS, on a free port of the loopback. */
  public RehearsalApiServer() throws IOException {
    for (Kind kind : Kind.values()) {
      objects.put(resource(kind), json.createArrayNode());
    }
    objects.put(DEFINITIONS, definitions());
    objects.put("coordination.k8s.io/leases", json.createArrayNode());
    readObjects();
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    server = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls(Issuer.server(authority, loopback, Instant.now()))));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** A kubeconfig that leads here. */
  public String kubeconfig() {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: rehearsal
          cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}
        users: [{name: rehearsal, user: {token: none}}]
        contexts: [{name: rehearsal, context: {cluster: rehearsal, user: rehearsal}}]
        current-context: rehearsal
        """
        .formatted(
            server.getAddress().getPort(),
            Base64.getEncoder()
                .encodeToString(
                    Pem.of(List.of(authority.certificate())).getBytes(StandardCharsets.US_ASCII)));
  }

  private static SSLContext tls(Credential credential) throws IOException {
    char[] password = new char[0];
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, password);
      keys.setKeyEntry(
          "server", credential.key(), password, new X509Certificate[] {credential.certificate()});
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Waits until each object that has a status to be written got one; false if time runs out. */
  public boolean awaitStatuses(Duration patience) throws InterruptedException {
    return written.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void readObjects() throws IOException {
    KubernetesSerialization yaml = new KubernetesSerialization();
    for (String document : text().split("\n---\n", -1)) {
      JsonNode object = json.valueToTree(yaml.unmarshal(document, Map.class));
      Kind kind =
          Kind.of(object.path("apiVersion").asText(), object.path("kind").asText()).orElseThrow();
      ObjectNode metadata = (ObjectNode) object.path("metadata");
      metadata.put("uid", kind.plural()).put("resourceVersion", "1").put("generation", 1);
      if (kind.namespaced()) {
        metadata.put("namespace", "default");
      }
      list(resource(kind)).add(object);
      if (object.has("status")) { // the file says so of what is to get one
        awaited.add(resource(kind));
      }
    }
  }

  private static String text() throws IOException {
    try (InputStream yaml =
        Objects.requireNonNull(RehearsalApiServer.class.getResourceAsStream("objects.yaml"))) {
      return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private ArrayNode definitions() {
    ArrayNode definitions = json.createArrayNode();
    for (Kind kind : Kind.values()) {
      ObjectNode definition = definitions.addObject();
      definition.putObject("metadata").put("name", kind.plural() + "." + kind.group());
      ArrayNode versions = definition.putObject("spec").putArray("versions");
      kind.versions()
          .forEach(version -> versions.addObject().put("name", version).put("served", true));
      definition
          .putObject("status")
          .putArray("conditions")
          .addObject()
          .put("type", "Established")
          .put("status", "True");
    }
    return definitions;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().split("/", -1);
      if (!exchange.getRequestMethod().equals("GET")) {
        echo(exchange, path);
      } else if ("websocket".equals(exchange.getRequestHeaders().getFirst("Upgrade"))) {
        exchange.sendResponseHeaders(
            200, -1); // the client then watches by a plain request, at once
      } else if (String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true")) {
        exchange.sendResponseHeaders(200, 0);
        closed.await();
      } else if (objects.containsKey(resource(path, path.length - 1))) {
        ObjectNode answer = json.createObjectNode().put("apiVersion", "v1").put("kind", "List");
        answer.putObject("metadata").put("resourceVersion", "1");
        answer.set("items", list(resource(path, path.length - 1)));
        send(exchange, 200, answer);
      } else {
        send(exchange, 404, json.createObjectNode().put("kind", "Status").put("code", 404));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void echo(HttpExchange exchange, String[] path) throws IOException {
    JsonNode body = json.readTree(exchange.getRequestBody());
    if (body.path("metadata") instanceof ObjectNode metadata) {
      metadata.put("resourceVersion", "2");
    }
    send(exchange, 200, body);
    if (path[path.length - 1].equals("status") && path.length > 3) {
      awaited.remove(resource(path, path.length - 3));
      if (awaited.isEmpty()) {
        written.countDown();
      }
    }
  }

  private ArrayNode list(String resource) {
    return Objects.requireNonNull(objects.get(resource));
  }

  /** A kind as it is in paths; two groups may have the same plural. */
  private static String resource(Kind kind) {
    return kind.group().isEmpty() ? kind.plural() : kind.group() + "/" + kind.plural();
  }

  /** The kind that a path names, whose plural is at this place: {@code /apis/GROUP/VERSION/…}. */
  private static String resource(String[] path, int plural) {
    return path[1].equals("apis") ? path[2] + "/" + path[plural] : path[plural];
  }

  private void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = json.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
