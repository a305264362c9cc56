package io.aigw.bench.compiler;

import io.aigw.bench.stats.Sample;
import io.aigw.compile.Compilation;
import io.aigw.compile.Compiler;
import io.aigw.compile.CompilerOptions;
import io.aigw.ir.GatewayPlan;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.aigw.xds.translate.GatewayTranslator;
import io.aigw.xds.translate.RequestLimits;
import io.aigw.xds.translate.TranslatorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a change of one object costs where there are many routes.
 *
 * @param millis from the changed objects to the next snapshot
 * @param resources how many resources of the snapshot were not the same after a change, at most
 * @param bytes their size, at most
 */
public record ChangeTime(Sample millis, int resources, int bytes) {

  private static final double NANOS_PER_MILLI = 1e6;

  /** What is changed. */
  public enum What {
    /** A route comes in place of another one, with other models. */
    ROUTE,
    /** The address of the endpoint that all routes lead to. */
    ENDPOINT
  }

  /**
   * Changes one object after the other.
   *
   * @param routes how many there are
   * @param warmUps how many changes are not counted
   * @param rounds how many are
   */
  public static ChangeTime measure(What what, int routes, int warmUps, int rounds) {
    ManyRoutes input = new ManyRoutes(routes);
    Compiler compiler = new Compiler(CompilerOptions.DEFAULTS);
    GatewayTranslator translator =
        new GatewayTranslator(TranslatorSettings.everywhere(RequestLimits.DEFAULTS));
    Snapshot before = translator.translate(plan(compiler.compile(input.resources())));
    List<Double> millis = new ArrayList<>();
    int resources = 0;
    int bytes = 0;
    for (int round = 0; round < warmUps + rounds; round++) {
      switch (what) {
        case ROUTE -> input.setModel(round % routes, "changed-model-%05d".formatted(round));
        case ENDPOINT -> input.setEndpoint("10.0.1." + round % 200);
      }
      long begin = System.nanoTime();
      Snapshot after = translator.translate(plan(compiler.compile(input.resources())));
      long end = System.nanoTime();
      if (round >= warmUps) {
        millis.add((end - begin) / NANOS_PER_MILLI);
        AtomicInteger count = new AtomicInteger();
        AtomicInteger size = new AtomicInteger();
        for (String type : after.types()) {
          Snapshot last = before;
          after.differences(
              last,
              type,
              name -> {
                count.incrementAndGet();
                size.addAndGet(size(after.find(type, name)));
              });
        }
        resources = Math.max(resources, count.get());
        bytes = Math.max(bytes, size.get());
      }
      before = after;
    }
    return new ChangeTime(new Sample(millis), resources, bytes);
  }

  private static int size(@Nullable VersionedResource resource) {
    return Optional.ofNullable(resource).map(r -> r.packed().getSerializedSize()).orElse(0);
  }

  private static GatewayPlan plan(Compilation compilation) {
    return compilation.gateways().values().iterator().next();
  }
}
