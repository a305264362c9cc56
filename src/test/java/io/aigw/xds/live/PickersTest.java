package io.aigw.xds.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.ir.GatewayPlan;
import io.aigw.testing.Ports;
import io.aigw.testing.RawHttp;
import io.aigw.testing.Upstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools whose endpoints somebody else picks, asked by a real Envoy. */
@Timeout(60)
class PickersTest {

  @TempDir private Path folder;
  private final List<String> objects = new ArrayList<>();
  private LiveGateway gateway;
  private Upstream one;
  private Upstream two;
  private Upstream foreign;
  private int nobody;
  private PickerServer picker;

  @BeforeEach
  void start() throws Exception {
    gateway = new LiveGateway(folder, LiveGateway.IMPATIENT);
    one = gateway.startUpstream("one");
    two = gateway.startUpstream("two");
    foreign = gateway.startUpstream("foreign");
    nobody = Ports.free();
    gateway.startEnvoy("e1");
    objects.add(Plans.GATEWAY_OBJECTS);
    objects.add(Plans.POD);
    int port = Ports.free();
    picker = PickerServer.start(port);
    objects.add(Plans.pickerService("epp", port, "http2"));
  }

  @AfterEach
  void close() {
    picker.close();
    gateway.close();
  }

  @Test
  void whatThePickerNamesServes() throws Exception {
    pool("pool", "epp", "FailClose", one.port(), two.port());
    gateway.settle(httpRouteTo("{%s, name: pool}".formatted(POOL)));

    for (Upstream wanted : List.of(one, two, one, one, two)) {
      assertThat(ask("hello", wanted.address())).isEqualTo("200 " + name(wanted));
    }
    assertThat(one.received().getLast().text()).isEqualTo("hello");
    assertThat(picker.asked).hasSize(5).containsOnly("hello");
    assertThat(picker.served)
        .containsExactly(one.address(), two.address(), one.address(), one.address(), two.address());
  }

  @Test
  void bodiesPassWhateverTheyAre() throws Exception {
    pool("pool", "epp", "FailClose", one.port());
    gateway.settle(httpRouteTo("{%s, name: pool}".formatted(POOL)));

    String long200Kb = "x".repeat(200_000);
    assertThat(ask(long200Kb, one.address())).isEqualTo("200 one");
    assertThat(one.received().getLast().text()).isEqualTo(long200Kb);
    assertThat(gateway.get("x-pick: " + one.address())).isEqualTo("200 one");
  }

  @Test
  void aListIsTriedInItsOrder() throws Exception {
    pool("pool", "epp", "FailClose", one.port(), two.port(), nobody);
    gateway.settle(httpRouteTo("{%s, name: pool}".formatted(POOL)));

    for (Upstream next : List.of(two, one, two)) {
      assertThat(ask("hello", "127.0.0.1:%d,%s".formatted(nobody, next.address())))
          .isEqualTo("200 " + name(next));
    }
    assertThat(picker.served).containsExactly(two.address(), one.address(), two.address());
    assertThat(ask("hello", "127.0.0.1:" + nobody)).isEqualTo("503");
  }

  @Test
  void onlyMembersOfThePoolCanBeNamed() throws Exception {
    pool("open", "epp", "FailOpen", one.port());
    pool("closed", "epp", "FailClose", two.port());

    gateway.settle(httpRouteTo("{%s, name: open}".formatted(POOL)));
    assertThat(ask("hello", foreign.address())).isEqualTo("200 one");
    assertThat(ask("hello", "nonsense")).isEqualTo("200 one");
    gateway.settle(httpRouteTo("{%s, name: closed}".formatted(POOL)));
    assertThat(ask("hello", foreign.address())).isEqualTo("503");
    assertThat(ask("hello", "nonsense")).isEqualTo("503");
    assertThat(ask("hello", two.address())).isEqualTo("200 two");
    assertThat(foreign.received()).isEmpty();
  }

  @Test
  void aClientCannotNameAnEndpoint() throws Exception {
    pool("pool", "epp", "FailClose", one.port(), two.port());
    gateway.settle(httpRouteTo("{%s, name: pool}".formatted(POOL)));

    for (int i = 0; i < 5; i++) {
      assertThat(
              ask(
                  "hello",
                  one.address()
                      + "\r\nx-gateway-destination-endpoint: %s".formatted(two.address())))
          .isEqualTo("200 one");
    }
  }

  @Test
  void whatThePickerRefusesIsRefused() throws Exception {
    pool("pool", "epp", "FailOpen", one.port());
    gateway.settle(httpRouteTo("{%s, name: pool}".formatted(POOL)));

    assertThat(ask("hello", "429")).isEqualTo("429");
    assertThat(ask("hello", "503")).isEqualTo("503");
    assertThat(one.received()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 200_000})
  void aPickerThatIsDownIsDoneWithoutWhereThePoolSaysSo(int length) throws Exception {
    pool("open", "epp", "FailOpen", one.port());
    pool("closed", "epp", "FailClose", two.port());
    String body = "x".repeat(length);
    gateway.settle(httpRouteTo("{%s, name: open}".formatted(POOL)));
    assertThat(ask(body, one.address())).isEqualTo("200 one");

    picker.close();
    while (!ask(body, one.address()).equals("200 one")) {
      Thread.sleep(20); // until it is known
    }

    for (int i = 0; i < 100; i++) {
      assertThat(ask(body, one.address())).as("request %d", i).isEqualTo("200 one");
      assertThat(one.received().getLast().text()).isEqualTo(body);
    }
    gateway.settle(httpRouteTo("{%s, name: closed}".formatted(POOL)));
    assertThat(ask(body, two.address())).startsWith("5");
    assertThat(two.received()).isEmpty();
  }

  @Test
  void aPickerWithoutEndpointsIsLikeOneThatIsDown() throws Exception {
    objects.add(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: empty}
        spec: {ports: [{port: 9002}]}
        """);
    pool("open", "empty", "FailOpen", one.port());
    pool("closed", "empty", "FailClose", two.port());

    gateway.settle(httpRouteTo("{%s, name: open}".formatted(POOL)));
    assertThat(ask("hello", one.address())).isEqualTo("200 one");
    gateway.settle(httpRouteTo("{%s, name: closed}".formatted(POOL)));
    assertThat(ask("hello", two.address())).startsWith("5");
  }

  @Test
  void eachPoolHasItsOwnPicker() throws Exception {
    int port = Ports.free();
    try (PickerServer other = PickerServer.startPlain(port)) {
      objects.add(Plans.pickerService("plain", port, "kubernetes.io/h2c"));
      pool("first", "epp", "FailClose", one.port());
      pool("second", "plain", "FailClose", two.port());
      gateway.settle(httpRouteTo("{%s, name: first}, {%s, name: second}".formatted(POOL, POOL)));

      // a list whose addresses are each in one of the pools alone
      String either = one.address() + "," + two.address();
      for (int i = 0; i < 40; i++) {
        assertThat(ask("hello", either)).startsWith("200 ");
      }
      assertThat(picker.served).isNotEmpty().containsOnly(one.address());
      assertThat(other.served).isNotEmpty().containsOnly(two.address());
      assertThat(picker.asked.size() + other.asked.size()).isEqualTo(40);
    }
  }

  @Test
  void rulesForModelsMayLeadToPickedPools() throws Exception {
    pool("pool", "epp", "FailClose", one.port(), two.port());
    objects.add(
        """
        apiVersion: aigateway.envoyproxy.io/v1beta1
        kind: AIGatewayRoute
        metadata: {name: route}
        spec:
          parentRefs: [{name: gateway}]
          rules:
            - matches: [{headers: [{name: x-ai-eg-model, value: m}]}]
              backendRefs: [{%s, name: pool}]
        """
            .formatted(POOL));
    gateway.settle(plan());

    assertThat(gateway.chat("m", "x-pick: " + two.address())).isEqualTo("200 two");
    assertThat(gateway.chat("m", "x-pick: " + one.address())).isEqualTo("200 one");
    assertThat(picker.asked).containsOnly("{\"model\":\"m\"}");
    assertThat(gateway.chat("n", "x-pick: " + one.address())).isEqualTo("404");
  }

  private static final String POOL = "group: inference.networking.k8s.io, kind: InferencePool";

  private String ask(String body, String pick) throws IOException {
    String request =
        "POST /anything HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n"
            + "x-pick: %s\r\ncontent-length: %d\r\n\r\n%s".formatted(pick, body.length(), body);
    RawHttp.Reply reply =
        RawHttp.exchange(gateway.port(), request.getBytes(StandardCharsets.UTF_8));
    return (reply.status() + " " + reply.header("x-served-by").orElse("")).strip();
  }

  private String name(Upstream upstream) {
    return upstream.equals(one) ? "one" : "two";
  }

  /** A pool of one Pod's ports. */
  private void pool(String name, String pickerService, String failureMode, int... ports) {
    StringBuilder numbers = new StringBuilder();
    for (int port : ports) {
      numbers.append("{number: %d}, ".formatted(port));
    }
    objects.add(
        """
        apiVersion: inference.networking.k8s.io/v1
        kind: InferencePool
        metadata: {name: %s}
        spec:
          selector: {matchLabels: {app: llm}}
          targetPorts: [%s]
          endpointPickerRef: {name: %s, port: {number: 9002}, failureMode: %s}
        """
            .formatted(name, numbers, pickerService, failureMode));
  }

  private GatewayPlan httpRouteTo(String backendRefs) {
    List<String> all = new ArrayList<>(objects);
    all.add(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: route}
        spec:
          parentRefs: [{name: gateway}]
          rules: [{backendRefs: [%s]}]
        """
            .formatted(backendRefs));
    return Plans.compiled(all);
  }

  private GatewayPlan plan() {
    return Plans.compiled(objects);
  }
}
