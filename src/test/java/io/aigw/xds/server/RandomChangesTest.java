package io.aigw.xds.server;

import static io.aigw.xds.server.Protos.CLUSTERS;
import static io.aigw.xds.server.Protos.ENDPOINTS;
import static io.aigw.xds.server.Protos.LISTENERS;
import static io.aigw.xds.server.Protos.ROUTES;
import static io.aigw.xds.server.Protos.cluster;
import static io.aigw.xds.server.Protos.endpoints;
import static io.aigw.xds.server.Protos.listener;
import static io.aigw.xds.server.Protos.virtualHostProto;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three Envoys of different speed under random changes: clusters come, change and go with the
 * routes to them, some routes are poisoned, Envoys reconnect, time passes. At no moment may a route
 * name a cluster that cannot serve; in the end every Envoy has what is published, and nothing else.
 */
class RandomChangesTest {

  private static final int ROUTE_TABLES = 6;
  private static final int BACKENDS = 8;

  static Stream<Long> seeds() {
    return LongStream.rangeClosed(1, 40).boxed();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void envoysConvergeAndServeMeanwhile(long seed) {
    Random random = new Random(seed);
    XdsSettings settings =
        new XdsSettings(
            Duration.ofSeconds(10), Duration.ofMillis(500), random.nextBoolean() ? 600 : 1 << 20);
    try (Rig rig = new Rig(settings)) {
      Config config = new Config(random);
      rig.publish(config.snapshot());
      List<SimulatedEnvoy> envoys =
          List.of(
              new SimulatedEnvoy(rig, "fast"),
              new SimulatedEnvoy(rig, "slow"),
              new SimulatedEnvoy(rig, "slower"));
      for (int round = 0; round < 150; round++) {
        config.change();
        rig.publish(config.snapshot());
        for (int i = 0; i < envoys.size(); i++) {
          for (int steps = random.nextInt(i == 0 ? 20 : 3); steps > 0; steps--) {
            envoys.get(i).step();
          }
          if (random.nextInt(40) == 0) {
            envoys.get(i).reconnect();
          }
        }
        rig.timer.pass(Duration.ofMillis(random.nextInt(3_000)));
      }

      config.heal();
      rig.publish(config.snapshot());
      for (int i = 0; i < 5; i++) {
        envoys.forEach(SimulatedEnvoy::settle);
        rig.timer.pass(settings.removalGrace());
      }

      for (SimulatedEnvoy envoy : envoys) {
        for (String type : List.of(CLUSTERS, ENDPOINTS, LISTENERS, ROUTES)) {
          assertThat(envoy.versions(type)).as(type).isEqualTo(config.versions(type));
        }
        int told = envoy.resourcesTold();
        envoy.reconnect();
        envoy.settle();
        assertThat(envoy.resourcesTold()).as("told again").isEqualTo(told);
      }
      assertThat(rig.server.proxies()).hasSize(3).allMatch(ProxyState::inSync);
    }
  }

  /** A configuration that changes at random; each route table has a listener of its name. */
  private static final class Config {

    private final Random random;
    private final Map<Integer, Integer> backends = new HashMap<>();
    private final Map<Integer, Integer> versions = new HashMap<>();
    private final Map<Integer, Boolean> poisoned = new HashMap<>();

    Config(Random random) {
      this.random = random;
    }

    void change() {
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        int table = random.nextInt(ROUTE_TABLES);
        switch (random.nextInt(6)) {
          case 0 -> backends.remove(table);
          case 1 -> versions.merge(random.nextInt(BACKENDS), 1, Integer::sum);
          case 2 -> poisoned.put(table, true);
          default -> {
            poisoned.remove(table);
            backends.put(table, random.nextInt(BACKENDS));
          }
        }
      }
    }

    void heal() {
      poisoned.clear();
    }

    Snapshot snapshot() {
      return Snapshot.of(
          backends.entrySet().stream()
              .flatMap(
                  entry -> {
                    int table = entry.getKey();
                    String backend = "backend-" + entry.getValue();
                    int version = 1 + versions.getOrDefault(entry.getValue(), 0);
                    return Stream.of(
                        cluster(backend, version / 3 + 1),
                        endpoints(backend, 1_000 + version),
                        listener("table-" + table, 100 + table, "table-" + table),
                        routes("table-" + table, backend, poisoned.containsKey(table)));
                  })
              .toList());
    }

    Map<String, String> versions(String type) {
      Map<String, String> expected = new HashMap<>();
      snapshot()
          .resources(type)
          .forEach((name, resource) -> expected.put(name, resource.version()));
      return expected;
    }

    private static VersionedResource routes(String name, String cluster, boolean poisoned) {
      return VersionedResource.of(
          name,
          RouteConfiguration.newBuilder()
              .setName(name)
              .addVirtualHosts(
                  virtualHostProto(poisoned ? SimulatedEnvoy.BAD : "all", "*", cluster))
              .build());
    }
  }
}
