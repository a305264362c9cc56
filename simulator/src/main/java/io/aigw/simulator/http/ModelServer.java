package io.aigw.simulator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aigw.simulator.engine.EngineConfig;
import io.aigw.simulator.engine.EngineLoad;
import io.aigw.simulator.engine.EngineStats;
import io.aigw.simulator.engine.ModelEngine;
import io.aigw.simulator.openai.ApiException;
import io.aigw.simulator.openai.Endpoint;
import io.aigw.simulator.openai.LoraRequest;
import io.aigw.simulator.openai.ModelApi;
import io.aigw.simulator.openai.ModelNames;
import io.aigw.simulator.openai.Planner;
import io.aigw.simulator.time.RealTimeline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A model server on a port. Every answer says in the header {@code x-simulated-server} who gave it.
 */
public final class ModelServer implements AutoCloseable {
  static {
    // Read once, when the JDK's server is loaded. Without the first, small events wait for
    // acknowledgements of those before; without the others, connections that a proxy keeps for
    // later are closed under its hands.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "100000");
    System.setProperty("sun.net.httpserver.idleInterval", "3600");
  }

  private static final int BACKLOG = 4096;
  private static final Duration GRACE = Duration.ofMillis(700);
  private static final Duration QUIET = Duration.ofMillis(300);
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(3);
  private static final Set<String> OWN_PATHS = Set.of("/health", "/metrics", "/debug/requests");

  private final ServerSettings settings;
  private final ModelNames names;
  private final long created = Clock.systemUTC().instant().getEpochSecond();
  private final RequestJournal journal;
  private final MetricsPage metrics;
  private final RealTimeline timeline = new RealTimeline("engine");
  private final ModelEngine engine;
  private final ModelApi api;
  private final InferenceHandler inference;
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile long lastArrival;
  private volatile boolean draining;
  private final HttpServer http;

  /** Starts a server; it answers when the constructor returns. */
  public ModelServer(InetSocketAddress address, ServerSettings settings) throws IOException {
    this.settings = settings;
    EngineConfig config = settings.engine();
    names = new ModelNames(settings.models(), settings.adapters(), settings.maxModelLength());
    journal = new RequestJournal(settings.journalSize());
    metrics = new MetricsPage(config, names.primary(), Clock.systemUTC());
    engine = new ModelEngine(config, timeline);
    api =
        new ModelApi(
            names,
            new Planner(
                config.kvCache().blockTokens(),
                settings.maxModelLength(),
                settings.meanOutputTokens(),
                config.seed()),
            "simulator-" + settings.id(),
            Clock.systemUTC());
    inference = new InferenceHandler(timeline, engine);
    http = HttpServer.create(address, BACKLOG);
    http.setExecutor(handlers);
    http.createContext("/", this::handle);
    http.start();
  }

  /** Where it listens: with a port, also if any was asked for. */
  public InetSocketAddress address() {
    return http.getAddress();
  }

  /**
   * Serves on as a careful server does that was told to end: whoever asks has not heard of it yet,
   * so it is answered, and told to close its connection. Returns when nothing is under way and
   * nothing has come for 300 ms, after 3 s at the latest.
   */
  public void drain() {
    lastArrival = System.nanoTime();
    draining = true;
    await(
        () -> underWay.get() == 0 && System.nanoTime() - lastArrival >= QUIET.toNanos(),
        LONGEST_DRAIN);
  }

  /** Gives requests that are under way up to 700 ms to end, and stops. */
  @Override
  public void close() {
    // Not HttpServer.stop(seconds): once a handler has failed, as dropped ones do, it waits in
    // vain.
    await(() -> underWay.get() == 0, GRACE);
    http.stop(0);
    handlers.shutdownNow();
    timeline.close();
  }

  private static void await(BooleanSupplier done, Duration most) {
    long end = System.nanoTime() + most.toNanos();
    while (!done.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    underWay.incrementAndGet();
    lastArrival = System.nanoTime();
    try {
      if (draining) {
        exchange.getResponseHeaders().set("connection", "close");
      }
      answer(exchange);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    exchange.getResponseHeaders().set("x-simulated-server", settings.id());
    if (!OWN_PATHS.contains(path)) {
      note(exchange, body);
    }
    Optional<Endpoint> endpoint = Endpoint.of(path);
    Fault fault;
    try {
      fault = settings.faults().next(exchange.getRequestHeaders(), endpoint.isPresent());
    } catch (IllegalArgumentException e) {
      String message = FaultSchedule.HEADER + ": " + e.getMessage();
      new Reply(exchange, Fault.Drop.NEVER)
          .json(400, ApiException.badRequest(null, message).json());
      return;
    }
    Reply reply = new Reply(exchange, fault.drop());
    try {
      suffer(fault);
      if (endpoint.isPresent()) {
        infer(endpoint.get(), exchange.getRequestMethod(), body, reply);
      } else {
        serve(exchange.getRequestMethod(), path, body, reply);
      }
    } catch (ApiException e) {
      reply.json(e.status(), e.json());
    }
  }

  private void note(HttpExchange exchange, byte[] body) {
    String digest = "";
    if (settings.bodyDigest() && body.length > 0) {
      digest = sha256(body);
      exchange.getResponseHeaders().set("x-request-body-sha256", digest);
    }
    journal.add(exchange, body.length, digest);
  }

  private static void suffer(Fault fault) throws IOException, ApiException {
    if (fault.delay().isPositive()) {
      try {
        Thread.sleep(fault.delay());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the server is stopping");
      }
    }
    if (fault.status().isPresent()) {
      int status = fault.status().getAsInt();
      throw new ApiException(
          status, "SimulatedFault", null, "The request asked for the status " + status + ".");
    }
  }

  private void infer(Endpoint endpoint, String method, byte[] body, Reply reply)
      throws IOException, ApiException {
    // A server for every model stands in for anything, such as one that takes PUT, too.
    if (method.equals("POST") || (method.equals("PUT") && names.takesAny())) {
      inference.answer(api.plan(endpoint, body), reply);
    } else {
      refuseMethod("POST", reply);
    }
  }

  private void serve(String method, String path, byte[] body, Reply reply)
      throws IOException, ApiException {
    switch (path) {
      case "/v1/load_lora_adapter", "/v1/unload_lora_adapter" -> {
        if (method.equals("POST")) {
          changeAdapters(path, body, reply);
        } else {
          refuseMethod("POST", reply);
        }
      }
      case "/health", "/metrics", "/v1/models", "/debug/requests" -> {
        if (method.equals("GET")) {
          read(path, reply);
        } else {
          refuseMethod("GET", reply);
        }
      }
      default -> reply.json(404, "{\"detail\":\"Not Found\"}".getBytes(UTF_8));
    }
  }

  private void read(String path, Reply reply) throws IOException {
    switch (path) {
      case "/health" -> reply.empty(200);
      case "/v1/models" -> reply.json(200, names.json(created));
      case "/debug/requests" -> reply.json(200, journal.json());
      default ->
          reply.whole(
              200, "text/plain; version=0.0.4; charset=utf-8", metricsText().getBytes(UTF_8));
    }
  }

  private String metricsText() {
    record Reading(EngineLoad load, EngineStats stats) {}
    Reading reading = timeline.call(() -> new Reading(engine.load(), engine.stats()));
    return metrics.render(reading.load(), reading.stats());
  }

  private void changeAdapters(String path, byte[] body, Reply reply)
      throws IOException, ApiException {
    if (settings.engine().adapters().slots() == 0) {
      throw ApiException.badRequest(null, "LoRA is not enabled.");
    }
    String name = LoraRequest.adapterName(body);
    String done;
    if (path.endsWith("/load_lora_adapter")) {
      names.load(name);
      done = "added";
    } else {
      names.unload(name);
      done = "removed";
    }
    reply.whole(
        200,
        "text/plain; charset=utf-8",
        "Success: LoRA adapter '%s' %s successfully.".formatted(name, done).getBytes(UTF_8));
  }

  private static void refuseMethod(String allowed, Reply reply) throws IOException {
    reply.header("allow", allowed);
    reply.json(405, "{\"detail\":\"Method Not Allowed\"}".getBytes(UTF_8));
  }

  private static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
