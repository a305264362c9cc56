package io.aigw.signal;

import io.aigw.pick.Endpoint;
import io.aigw.pick.Pool;
import io.aigw.pick.Pools;
import io.aigw.pick.Signals;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks model servers for their metrics, {@code GET /metrics} on the port that serves, again and
 * again for as long as a pool is asked about: every 50 ms while requests come (less often in a
 * large pool), every 2 s while none do, not at all where none came for ten minutes.
 *
 * <p>Each endpoint is asked by a virtual thread of its own, one question at a time: one that is
 * slow is heard of less often, and delays no other. What was not heard of for 2 s is forgotten.
 */
public final class Scraper implements Pools.Attendance {

  private static final Logger log = LoggerFactory.getLogger(Scraper.class);

  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** So that a large pool costs no more than some hundred questions a second. */
  private static final long BUSY_NANOS_PER_ENDPOINT = TimeUnit.MILLISECONDS.toNanos(2);

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** How long after the last request a pool counts as busy. */
  private static final long BUSY_FOR_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long after the last request a pool is left alone; what is known of it is old then. */
  private static final long ASLEEP_AFTER_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** How long it may take until a request in a quiet time is noticed. */
  private static final long NOTICE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int PATIENCE_MILLIS = 2_000;

  /** A page with some thousand series is some hundred kilobytes; who sends more is not heard. */
  private static final int LARGEST_PAGE = 8 << 20;

  private static final int USUAL_PAGE = 64 << 10;

  @Override
  public Runnable attend(Pool pool) {
    Thread thread = Thread.ofVirtual().name("signals " + pool.name()).start(new Rounds(pool));
    return thread::interrupt;
  }

  /** Sees to it that every endpoint of a pool has somebody who asks it. */
  private static final class Rounds implements Runnable {

    private final Pool pool;
    private final Map<Endpoint, Thread> asking = new ConcurrentHashMap<>();

    Rounds(Pool pool) {
      this.pool = pool;
    }

    @Override
    public void run() {
      try {
        while (true) {
          List<Endpoint> endpoints = pool.endpoints();
          endpoints.forEach(
              endpoint ->
                  asking.computeIfAbsent(
                      endpoint,
                      added ->
                          Thread.ofVirtual()
                              .name("signals of " + added)
                              .start(new Questions(pool, added))));
          asking
              .entrySet()
              .removeIf(
                  entry -> {
                    boolean gone = !endpoints.contains(entry.getKey());
                    if (gone) {
                      entry.getValue().interrupt();
                    }
                    return gone;
                  });
          TimeUnit.NANOSECONDS.sleep(BUSY_NANOS);
        }
      } catch (InterruptedException e) {
        // nobody asks about the pool any more
      } finally {
        asking.values().forEach(Thread::interrupt);
      }
    }
  }

  /** Asks one endpoint. */
  private static final class Questions implements Runnable {

    private final Pool pool;
    private final Endpoint endpoint;
    private byte[] page = new byte[USUAL_PAGE];
    private @Nullable ModelServer kind;
    private long asked;
    private boolean failing;

    Questions(Pool pool, Endpoint endpoint) {
      this.pool = pool;
      this.endpoint = endpoint;
    }

    @Override
    public void run() {
      try {
        URL metrics = URI.create("http://" + endpoint.address() + "/metrics").toURL();
        while (true) {
          asked = System.nanoTime();
          ask(metrics);
          forgetIfStale();
          await();
        }
      } catch (InterruptedException e) {
        // it is no member any more
      } catch (IllegalArgumentException | MalformedURLException e) {
        failed("no address: " + e.getMessage());
      }
    }

    private void ask(URL metrics) throws InterruptedException {
      try {
        HttpURLConnection answer = (HttpURLConnection) metrics.openConnection(Proxy.NO_PROXY);
        answer.setConnectTimeout(PATIENCE_MILLIS);
        answer.setReadTimeout(PATIENCE_MILLIS);
        answer.setInstanceFollowRedirects(false);
        answer.setUseCaches(false);
        int status = answer.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
          answer.disconnect();
          failed("status " + status);
          return;
        }
        int length = read(answer);
        Optional<Signals> said = understood(length);
        if (said.isEmpty()) {
          failed("none of its series is one of a model server");
        } else {
          endpoint.said(said.get());
          failing = false;
        }
      } catch (IOException e) {
        if (Thread.interrupted()) { // which closes the connection of a virtual thread
          throw new InterruptedException();
        }
        failed(e.toString());
      }
    }

    /** Reads the page; what is read to its end leaves a connection for the next question. */
    private int read(HttpURLConnection answer) throws IOException {
      int length = 0;
      try (InputStream body = answer.getInputStream()) {
        while (true) {
          int read = body.read(page, length, page.length - length);
          if (read < 0) {
            return length;
          }
          length += read;
          if (length == LARGEST_PAGE || System.nanoTime() - asked > STALE_NANOS) {
            answer.disconnect();
            throw new IOException(
                length == LARGEST_PAGE
                    ? "more than %d bytes".formatted(LARGEST_PAGE)
                    : "no whole answer within 2 s");
          }
          if (length == page.length) {
            page = Arrays.copyOf(page, Math.min(2 * length, LARGEST_PAGE));
          }
        }
      }
    }

    /**
     * A server stays the kind that it is; before it is known, and after an upgrade, all are tried.
     */
    private Optional<Signals> understood(int length) {
      long now = System.nanoTime();
      if (kind != null) {
        Optional<Signals> said = MetricsPage.read(page, length, kind, now);
        if (said.isPresent()) {
          return said;
        }
      }
      for (ModelServer server : ModelServer.ALL) {
        Optional<Signals> said = MetricsPage.read(page, length, server, now);
        if (said.isPresent()) {
          kind = server;
          return said;
        }
      }
      return Optional.empty();
    }

    /** Said once, until it is well again. */
    private void failed(String why) {
      if (!failing) {
        failing = true;
        log.atWarn()
            .addKeyValue("pool", pool.name())
            .addKeyValue("endpoint", endpoint)
            .addKeyValue("problem", why)
            .log("a model server does not tell its metrics: it is chosen blindly, or after others");
      }
    }

    private void forgetIfStale() {
      Signals last = endpoint.signals();
      if (last.heard() && System.nanoTime() - last.at() > STALE_NANOS && failing) {
        endpoint.said(Signals.NONE);
      }
    }

    private void await() throws InterruptedException {
      while (true) {
        long now = System.nanoTime();
        long quiet = now - pool.lastAsked();
        if (quiet > ASLEEP_AFTER_NANOS) {
          endpoint.said(Signals.NONE);
          TimeUnit.NANOSECONDS.sleep(NOTICE_NANOS);
          continue;
        }
        long period =
            quiet < BUSY_FOR_NANOS
                ? Math.max(BUSY_NANOS, pool.endpoints().size() * BUSY_NANOS_PER_ENDPOINT)
                : IDLE_NANOS;
        long left = asked + period - now;
        if (left <= 0) {
          return;
        }
        TimeUnit.NANOSECONDS.sleep(Math.min(left, NOTICE_NANOS));
      }
    }
  }
}
