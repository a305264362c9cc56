package io.aigw.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.aigw.pick.Endpoint;
import io.aigw.pick.LeastInFlight;
import io.aigw.pick.Pool;
import io.aigw.pick.Signals;
import io.aigw.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers over real connections; what waits here waits without a limit of its own. */
@Timeout(60)
class ScraperTest {

  private final Scraper scraper = new Scraper();
  private final Pool pool = new Pool("pool/default/p", "least-requests", new LeastInFlight());
  private final CountDownLatch end = new CountDownLatch(1);
  private Runnable leave = () -> {};

  @BeforeEach
  void ask() {
    pool.asked(System.nanoTime());
  }

  @AfterEach
  void close() {
    end.countDown();
    leave.run();
    scraper.close();
  }

  @Test
  void whatServersSayIsKnownSoonAndAgain() throws Exception {
    try (Server vllm = new Server("vllm:num_requests_waiting 3\nvllm:kv_cache_usage_perc 0.5\n");
        Server sglang = new Server("sglang:num_queue_reqs 4\n")) {
      pool.set(List.of(vllm.address(), sglang.address()));
      leave = scraper.attend(pool);

      await(vllm.address(), said -> said.waiting() == 3 && said.cacheUse() == 0.5);
      await(sglang.address(), said -> said.waiting() == 4);
      vllm.page.set("vllm:num_requests_waiting 7\n");
      pool.asked(System.nanoTime());
      await(vllm.address(), said -> said.waiting() == 7);
    }
  }

  @Test
  void longPagesAreReadAndConnectionsThatEndAreOpenedAgain() throws Exception {
    String others = "some_other_series{le=\"1\"} 1\n".repeat(10_000);
    try (Server server = new Server(others + "vllm:num_requests_waiting 3\n")) {
      server.closes = true;
      pool.set(List.of(server.address()));
      leave = scraper.attend(pool);

      await(server.address(), said -> said.waiting() == 3);
      server.page.set(others + "vllm:num_requests_waiting 4\n");
      await(server.address(), said -> said.waiting() == 4);
    }
  }

  @Test
  void aServerThatIsSilentIsForgottenAndDelaysNoOther() throws Exception {
    try (Server silent = new Server("vllm:num_requests_waiting 1\n");
        Server other = new Server("vllm:num_requests_waiting 2\n")) {
      pool.set(List.of(silent.address(), other.address()));
      leave = scraper.attend(pool);
      await(silent.address(), Signals::heard);
      await(other.address(), Signals::heard);

      silent.hangs = true;
      while (endpoint(silent.address()).signals().heard()) {
        pool.asked(System.nanoTime());
        Thread.sleep(5);
      }
      Signals before = endpoint(other.address()).signals();
      await(other.address(), said -> said.at() > before.at());
    }
  }

  @Test
  void whoTellsNothingIsNotHeard() throws Exception {
    try (Server stranger = new Server("process_cpu_seconds_total 1\n");
        Server failing = new Server("vllm:num_requests_waiting 2\n");
        Server telling = new Server("vllm:num_requests_waiting 2\n")) {
      failing.status = 500;
      pool.set(List.of(stranger.address(), failing.address(), telling.address()));
      leave = scraper.attend(pool);
      await(telling.address(), Signals::heard);
      while (stranger.asked.get() < 2 || failing.asked.get() < 2) {
        pool.asked(System.nanoTime());
        Thread.sleep(5);
      }

      assertThat(endpoint(stranger.address()).signals().heard()).isFalse();
      assertThat(endpoint(failing.address()).signals().heard()).isFalse();
    }
  }

  @Test
  void whoIsNoMemberOrNotAttendedIsNotAsked() throws Exception {
    try (Server gone = new Server("vllm:num_requests_waiting 1\n");
        Server stays = new Server("vllm:num_requests_waiting 2\n")) {
      pool.set(List.of(gone.address(), stays.address()));
      leave = scraper.attend(pool);
      await(gone.address(), Signals::heard);

      pool.set(List.of(stays.address()));
      assertEndsToBeAsked(gone);
      leave.run();
      assertEndsToBeAsked(stays);
    }
  }

  /** Waits for a while in which it is not asked, which one that is asked would never have. */
  private void assertEndsToBeAsked(Server server) throws InterruptedException {
    int before;
    do {
      before = server.asked.get();
      for (int i = 0; i < 20; i++) {
        pool.asked(System.nanoTime());
        Thread.sleep(20);
      }
    } while (server.asked.get() > before);
  }

  private void await(String address, Predicate<Signals> wanted) throws InterruptedException {
    while (!wanted.test(endpoint(address).signals())) {
      Thread.sleep(5);
    }
  }

  private Endpoint endpoint(String address) {
    return pool.endpoints().stream()
        .filter(endpoint -> endpoint.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  private final class Server implements AutoCloseable {

    final AtomicReference<String> page;
    final AtomicInteger asked = new AtomicInteger();
    volatile int status = 200;
    volatile boolean hangs;
    volatile boolean closes;
    private final HttpServer server;

    Server(String first) throws IOException {
      page = new AtomicReference<>(first);
      server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()), 100);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/metrics",
          exchange -> {
            asked.incrementAndGet();
            try (exchange) {
              if (closes) {
                exchange.getResponseHeaders().set("connection", "close");
              }
              byte[] body = page.get().getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(status, body.length);
              if (hangs) {
                exchange.getResponseBody().write(body, 0, 1);
                exchange.getResponseBody().flush();
                end.await();
              }
              exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      server.start();
    }

    String address() {
      return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
