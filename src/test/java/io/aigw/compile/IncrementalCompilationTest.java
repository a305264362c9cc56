package io.aigw.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.ir.GatewayPlan;
import io.aigw.resource.ResourceSet;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.translate.GatewayTranslator;
import io.aigw.xds.translate.RequestLimits;
import io.aigw.xds.translate.TranslatorSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered from the rounds before must never show in what comes out. */
class IncrementalCompilationTest {

  private static final int ROUNDS = 200;

  private static final CompilerOptions OPTIONS =
      new CompilerOptions(CompilerOptions.DEFAULTS.controllerNames(), true, false);

  private final Compiler compiler = new Compiler(OPTIONS);
  private final Map<ObjectKey, GatewayTranslator> translators = new HashMap<>();
  private ResourceSet resources = ResourceSet.empty();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void afterAnyChangesTheOutcomeIsThatOfAFreshCompilation(long seed) {
    RandomWorld world = new RandomWorld(seed);
    int served = 0;
    int secrets = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String change = world.change();
      // a definition that goes, with all its objects, and comes back
      boolean withoutPools = round % 10 > 7;
      resources = source(resources.next(world.objects()), withoutPools);

      Compilation incremental = compiler.compile(resources);
      Compilation fresh =
          new Compiler(OPTIONS).compile(source(ResourceSet.of(world.objects()), withoutPools));

      String what = "seed %d, round %d:\n%s".formatted(seed, round, change);
      assertThat(incremental.verdicts()).as(what).isEqualTo(fresh.verdicts());
      assertThat(incremental.rules()).as(what).isEqualTo(fresh.rules());
      assertThat(incremental.gateways()).as(what).isEqualTo(fresh.gateways());
      translators.keySet().retainAll(incremental.gateways().keySet());
      for (Map.Entry<ObjectKey, GatewayPlan> gateway : incremental.gateways().entrySet()) {
        Snapshot snapshot = translator(gateway.getKey()).translate(gateway.getValue());
        if (round % 5 == 0) {
          assertThat(versions(snapshot))
              .as(what)
              .isEqualTo(
                  versions(
                      newTranslator()
                          .translate(
                              Objects.requireNonNull(fresh.gateways().get(gateway.getKey())))));
        }
        served += gateway.getValue().clusters().size();
        secrets += gateway.getValue().secrets().size();
      }
    }
    assertThat(served).as("clusters over all rounds").isGreaterThan(ROUNDS / 5);
    assertThat(secrets).as("secrets over all rounds").isGreaterThan(ROUNDS / 20);
  }

  private static ResourceSet source(ResourceSet all, boolean withoutPools) {
    return withoutPools ? all.without(Kind.ALPHA_INFERENCE_POOL) : all;
  }

  private GatewayTranslator translator(ObjectKey gateway) {
    return translators.computeIfAbsent(gateway, key -> newTranslator());
  }

  private static GatewayTranslator newTranslator() {
    return new GatewayTranslator(TranslatorSettings.everywhere(RequestLimits.DEFAULTS));
  }

  private static Map<String, String> versions(Snapshot snapshot) {
    Map<String, String> versions = new TreeMap<>();
    for (String type : snapshot.types()) {
      snapshot
          .resources(type)
          .forEach((name, resource) -> versions.put(type + " " + name, resource.version()));
    }
    return versions;
  }
}
