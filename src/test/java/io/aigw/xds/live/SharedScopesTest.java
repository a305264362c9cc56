package io.aigw.xds.live;

import static io.aigw.xds.live.LiveGateway.IMPATIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.ir.GatewayPlan;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.Route;
import io.aigw.testing.Upstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Objects that share a scope: one whose routes Envoy refuses does not hold up the others. */
@Timeout(60)
class SharedScopesTest {

  @TempDir private Path folder;
  private LiveGateway gateway;
  private Upstream one;
  private Upstream two;

  @BeforeEach
  void start() throws IOException {
    gateway = new LiveGateway(folder, IMPATIENT);
    one = gateway.startUpstream("one");
    two = gateway.startUpstream("two");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void theGuiltyHasWhatWasGoodAndTheOthersGoOn() throws Exception {
    gateway.startEnvoy("e1");
    gateway.settle(plan("old", one, good("bad-team", "old"), good("team", "old")));

    gateway.settle(plan("new", two, poison("bad-team", "new"), good("team", "new")));
    gateway.awaitGet("x-team: team", "200 two");

    assertThat(gateway.get("x-team: bad-team")).as("with its cluster").isEqualTo("200 one");
    gateway.settle(
        plan("new", two, poison("bad-team", "new"), good("team", "new"), good("third", "new")));
    gateway.awaitGet("x-team: third", "200 two");
    Thread.sleep(2 * IMPATIENT.removalGrace().toMillis());
    assertThat(gateway.get("x-team: bad-team")).as("after the grace").isEqualTo("200 one");
    assertThat(gateway.proxy().refused())
        .extracting(rejection -> rejection.resources().getFirst())
        .containsExactly("80|?ns/bad-team|*");

    gateway.settle(plan("new", two, good("bad-team", "new"), good("team", "new")));
    gateway.awaitGet("x-team: bad-team", "200 two");
    gateway.await(proxy -> proxy.inSync());
  }

  @Test
  void afterARestartOnlyTheGuiltyIsMissing() throws Exception {
    gateway.startEnvoy("e1");
    gateway.settle(plan("a", one, good("bad-team", "a"), good("team", "a")));
    GatewayPlan poisoned = plan("a", one, poison("bad-team", "a"), good("team", "a"));
    gateway.settle(poisoned);
    AtomicBoolean over = new AtomicBoolean();
    ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    Thread traffic =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!over.get()) {
                    String answer = gateway.get("x-team: team");
                    if (!answer.equals("200 one")) {
                      failures.add(answer);
                    }
                  }
                });

    gateway.stopControl();
    gateway.startControl();
    gateway.settle(poisoned);
    gateway.settle(plan("a", one, poison("bad-team", "a"), good("team", "a"), good("third", "a")));
    gateway.awaitGet("x-team: third", "200 one");
    over.set(true);
    traffic.join();

    assertThat(failures).isEmpty();
    assertThat(gateway.get("x-team: bad-team")).as("nobody knows what was good").isEqualTo("404");
  }

  @Test
  void manyThatAreGuiltyAtOnceAreFound() throws Exception {
    gateway.startEnvoy("e1");
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      routes.add(i % 10 == 3 ? poison("team-" + i, "a") : good("team-" + i, "a"));
    }

    gateway.settle(plan("a", one, routes.toArray(Route[]::new)));

    for (int i = 0; i < 40; i++) {
      gateway.awaitGet("x-team: team-" + i, i % 10 == 3 ? "404" : "200 one");
    }
  }

  private static GatewayPlan plan(String cluster, Upstream upstream, Route... general) {
    return Plans.plan(List.of(Plans.cluster(cluster, upstream)), List.of(general));
  }

  private static Route good(String team, String cluster) {
    return Plans.route(
        "ns/" + team + "/0",
        Optional.empty(),
        List.of(new HeaderMatch.Exact("x-team", team)),
        cluster);
  }

  private static Route poison(String team, String cluster) {
    return Plans.route(
        "ns/" + team + "/0",
        Optional.empty(),
        List.of(new HeaderMatch.Exact("x-team", team), new HeaderMatch.Regex("x-bad", "(")),
        cluster);
  }
}
