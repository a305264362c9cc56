package io.aigw.xds.live;

import static io.aigw.xds.live.LiveGateway.CLUSTERS;
import static io.aigw.xds.live.LiveGateway.held;
import static io.aigw.xds.live.Plans.cluster;
import static io.aigw.xds.live.Plans.plan;
import static io.aigw.xds.live.Plans.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.ir.Action;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.HeaderEdits;
import io.aigw.ir.ModelMatch;
import io.aigw.ir.Route;
import io.aigw.ir.RouteMatch;
import io.aigw.ir.Scope;
import io.aigw.ir.Target;
import io.aigw.testing.RawHttp;
import io.aigw.testing.Upstream;
import io.aigw.xds.server.XdsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A request that is still being sent has the route it started with until it is there. */
@Timeout(60)
class UploadsTest {

  private static final Duration LONGEST = Duration.ofSeconds(2);

  @TempDir private Path folder;
  private LiveGateway gateway;
  private LiveEnvoy envoy;
  private Upstream one;
  private Upstream two;

  @BeforeEach
  void start() throws Exception {
    gateway = new LiveGateway(folder, XdsSettings.outlasting(LONGEST), LONGEST);
    one = gateway.startUpstream("one");
    two = gateway.startUpstream("two");
    envoy = gateway.startEnvoy("e1");
    gateway.settle(everythingTo("a", one));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void anUploadOutlivesTheRemovalOfItsRouteAndCluster() throws Exception {
    try (Upload upload = new Upload()) {
      upload.send("half of it, ");
      awaitRequest();

      gateway.settle(everythingTo("b", two));
      try (Upload later = new Upload()) {
        later.send("all of it");
        later.send("");
        assertThat(later.answer().header("x-served-by")).contains("two");
      }
      upload.send("and the other");
      upload.send("");

      RawHttp.Reply answer = upload.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("x-served-by")).contains("one");
      assertThat(one.received().getLast().text()).isEqualTo("half of it, and the other");
    }
    gateway.await(proxy -> held(proxy, CLUSTERS) == 1);
  }

  @Test
  void whoeverTakesLongerIsToldSoBeforeTheClusterGoes() throws Exception {
    try (Upload upload = new Upload()) {
      upload.send("half of it, ");
      awaitRequest();
      gateway.settle(everythingTo("b", two));

      assertThat(upload.answer().status()).isEqualTo(408);
    }
    assertThat(held(gateway.proxy(), CLUSTERS)).isEqualTo(2);
  }

  @Test
  void aBodyThatCameBeforeTheProcessorIsNotSentOnUnchanged() throws Exception {
    gateway.settle(plan(List.of(cluster("a", one)), Plans.model("m", "a")));
    try (Upload upload = new Upload("application/json")) {
      upload.send("{");
      while (envoy.stat("http.http-80.downstream_rq_active") == 0) {
        Thread.sleep(5);
      }
      gateway.settle(plan(List.of(cluster("a", one)), rewriting("m", "a")));
      upload.send("\"model\": \"m\"}");
      upload.send("");

      assertThat(upload.answer().status()).isEqualTo(503);
    }
    assertThat(one.received()).isEmpty();
  }

  private static Scope rewriting(String model, String cluster) {
    Target target = new Target(1, Optional.of(cluster), Optional.of("other"), HeaderEdits.NONE);
    return new Scope(
        Optional.of(model),
        List.of(
            new Route(
                "ns/r/0",
                new RouteMatch(
                    Optional.empty(), Optional.of(new ModelMatch.Exact(model)), List.of()),
                new Action.Forward(List.of(target), Duration.ZERO, Duration.ZERO))));
  }

  /** Until a request has found its way to the first cluster. */
  private void awaitRequest() throws Exception {
    while (envoy.stat("cluster.a.upstream_rq_active") == 0) {
      Thread.sleep(5);
    }
  }

  private static GatewayPlan everythingTo(String cluster, Upstream upstream) {
    return plan(
        List.of(cluster(cluster, upstream)),
        List.of(route("ns/r/0", Optional.empty(), List.of(), cluster)));
  }

  /** A request whose body comes in parts; the route of one that is no JSON is chosen before. */
  private final class Upload implements AutoCloseable {

    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());

    Upload() throws IOException {
      this("application/octet-stream");
    }

    Upload(String contentType) throws IOException {
      socket.setSoTimeout(30_000);
      write(
          """
          POST /v1/audio/transcriptions HTTP/1.1\r
          host: gateway.test\r
          connection: close\r
          content-type: %s\r
          transfer-encoding: chunked\r
          \r
          """
              .formatted(contentType));
    }

    /** Sends a part; an empty one is the end. */
    void send(String part) throws IOException {
      write(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
    }

    RawHttp.Reply answer() throws IOException {
      return RawHttp.read(socket.getInputStream());
    }

    private void write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
