package io.aigw.xds.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.testing.Upstream;
import io.aigw.xds.snapshot.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Credentials on their way: to their backend, to nobody else, and into no record of it. */
@Timeout(60)
class CredentialsTest {

  private static final String SECRETS =
      "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";
  private static final String KEY = "sk-first-0123456789";
  private static final String NEXT_KEY = "sk-second-987654321";

  @TempDir private Path folder;
  private final TrustWorld world = new TrustWorld();
  private LiveGateway gateway;
  private LiveEnvoy envoy;
  private Upstream one;
  private Upstream two;
  private Upstream plain;

  @BeforeEach
  void start() throws Exception {
    gateway = new LiveGateway(folder, LiveGateway.IMPATIENT);
    one = gateway.startUpstream("one");
    two = gateway.startUpstream("two");
    plain = gateway.startUpstream("plain");
    world
        .backend("one", one)
        .backend("two", two)
        .backend("plain", plain)
        .policy("APIKey", "apiKey", "one")
        .key("one", KEY)
        .policy("APIKey", "apiKey", "two")
        .key("two", "sk-of-two");
    envoy = gateway.startEnvoy("e1");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void aRequestGetsTheCredentialOfItsBackendInPlaceOfTheClients() throws Exception {
    gateway.settle(world.plan());

    assertThat(gateway.chat("one", "authorization: Bearer of-the-client", "Authorization: Basic x"))
        .isEqualTo("200 one");
    assertThat(gateway.chat("two")).isEqualTo("200 two");
    assertThat(gateway.chat("plain", "authorization: Bearer of-the-client")).isEqualTo("200 plain");

    assertThat(authorization(one)).containsExactly(List.of("Bearer " + KEY));
    assertThat(authorization(two)).containsExactly(List.of("Bearer sk-of-two"));
    assertThat(authorization(plain)).containsExactly(List.of("Bearer of-the-client"));
  }

  @Test
  void aShareOfARuleHasItsOwnAndNoneTheOthers() throws Exception {
    world.rule("all", "{name: one}", "{name: two}", "{name: plain}");
    gateway.settle(world.plan());

    Map<String, Integer> served = new TreeMap<>();
    while (served.size() < 3 || served.values().stream().anyMatch(count -> count < 5)) {
      served.merge(gateway.chat("all", "authorization: Bearer of-the-client"), 1, Integer::sum);
    }

    assertThat(served.keySet()).containsExactlyInAnyOrder("200 one", "200 two", "200 plain");
    assertThat(authorization(one)).containsOnly(List.of("Bearer " + KEY));
    assertThat(authorization(two)).containsOnly(List.of("Bearer sk-of-two"));
    assertThat(authorization(plain)).containsOnly(List.of("Bearer of-the-client"));
  }

  @Test
  void aRequestThatIsTriedAgainHasItOnce() throws Exception {
    Upstream down = gateway.startUpstream("down");
    world.backend("half", down, two).policy("APIKey", "apiKey", "half").key("half", KEY);
    down.close();
    gateway.settle(world.plan());

    while (envoy.stat("cluster.backend/default/half.upstream_rq_retry") == 0) {
      assertThat(gateway.chat("half")).isEqualTo("200 two");
    }

    assertThat(authorization(two)).containsOnly(List.of("Bearer " + KEY));
  }

  @Test
  void keysOfAzureAndAnthropicHaveHeadersOfTheirOwn() throws Exception {
    world
        .policy("AzureAPIKey", "azureAPIKey", "one")
        .policy("AnthropicAPIKey", "anthropicAPIKey", "two");
    gateway.settle(world.plan());

    assertThat(gateway.chat("one", "authorization: Bearer of-the-client", "api-key: other"))
        .isEqualTo("200 one");
    assertThat(gateway.chat("two", "x-api-key: other")).isEqualTo("200 two");

    Map<String, List<String>> toOne = one.received().getFirst().headers();
    assertThat(toOne).containsEntry("api-key", List.of(KEY)).doesNotContainKey("authorization");
    assertThat(two.received().getFirst().headers())
        .containsEntry("x-api-key", List.of("sk-of-two"));
  }

  @Test
  void aNewKeyTouchesNothingButTheSecret() throws Exception {
    Snapshot before = gateway.translate(world.plan());
    gateway.settle(before);
    assertThat(gateway.chat("one")).isEqualTo("200 one");

    Snapshot after = gateway.translate(world.key("one", NEXT_KEY).plan());
    List<String> changed = new ArrayList<>();
    for (String type : after.types()) {
      before.differences(after, type, name -> changed.add(type + " " + name));
    }
    assertThat(changed).containsExactly(SECRETS + " credential/default/one");

    gateway.settle(after);
    List<String> last = List.of();
    while (!last.equals(List.of("Bearer " + NEXT_KEY))) {
      assertThat(gateway.chat("one")).isEqualTo("200 one");
      last = authorization(one).getLast();
    }
    assertThat(envoy.stat("cluster_manager.cluster_modified")).isZero();
    assertThat(envoy.stat("listener_manager.listener_modified")).isZero();
  }

  @Test
  void withoutItsCredentialABackendIsNotSpokenTo() throws Exception {
    gateway.settle(world.plan());
    assertThat(gateway.chat("one")).isEqualTo("200 one");
    one.received();

    gateway.settle(world.remove("key one").plan());
    assertThat(gateway.chat("one", "authorization: Bearer of-the-client")).isEqualTo("500");
    assertThat(gateway.chat("two")).isEqualTo("200 two");
    assertThat(one.received()).isEmpty();

    gateway.settle(world.key("one", NEXT_KEY).plan());
    assertThat(gateway.chat("one")).isEqualTo("200 one");
    assertThat(authorization(one)).containsExactly(List.of("Bearer " + NEXT_KEY));
  }

  @Test
  void whatEnvoyTellsOfItselfHasNoKey() throws Exception {
    gateway.settle(world.plan());
    assertThat(gateway.chat("one")).isEqualTo("200 one");
    gateway.settle(world.key("one", NEXT_KEY).plan());

    String dump = envoy.admin("/config_dump?include_eds");
    assertThat(dump).contains("credential/default/one").doesNotContain(KEY, NEXT_KEY);
    for (String path : List.of("/stats", "/clusters", "/listeners", "/certs", "/server_info")) {
      assertThat(envoy.admin(path)).as(path).doesNotContain(KEY, NEXT_KEY);
    }
    assertThat(envoy.log()).doesNotContain(KEY, NEXT_KEY);
  }

  private static List<List<String>> authorization(Upstream upstream) {
    return upstream.received().stream()
        .map(request -> request.headers().getOrDefault("authorization", List.of()))
        .toList();
  }
}
