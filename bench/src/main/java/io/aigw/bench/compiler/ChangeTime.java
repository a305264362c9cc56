package io.aigw.bench.compiler;

import io.aigw.bench.stats.Sample;
import io.aigw.compile.Compilation;
import io.aigw.compile.Compiler;
import io.aigw.compile.CompilerOptions;
import io.aigw.ir.GatewayPlan;
import io.aigw.resource.ResourceSet;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.translate.GatewayTranslator;
import io.aigw.xds.translate.TranslatorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a change of one route costs where there are many.
 *
 * @param compile milliseconds from the objects to the plan
 * @param translate milliseconds from the plan to the next snapshot
 * @param changed how many resources of the snapshot were not the same after each change
 */
public record ChangeTime(Sample compile, Sample translate, int changed) {

  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * Changes one route after the other.
   *
   * @param routes how many there are
   * @param warmUps how many changes are not counted
   * @param rounds how many are
   */
  public static ChangeTime measure(int routes, int warmUps, int rounds) {
    ManyRoutes input = new ManyRoutes(routes);
    Compiler compiler = new Compiler(CompilerOptions.DEFAULTS);
    GatewayTranslator translator = new GatewayTranslator(TranslatorSettings.DEFAULTS);
    Snapshot before = translator.translate(plan(compiler.compile(input.resources())));
    List<Double> compile = new ArrayList<>();
    List<Double> translate = new ArrayList<>();
    int changed = 0;
    for (int round = 0; round < warmUps + rounds; round++) {
      input.setModel(round % routes, "changed-model-" + round);
      long begin = System.nanoTime();
      ResourceSet resources = input.resources();
      GatewayPlan plan = plan(compiler.compile(resources));
      long compiled = System.nanoTime();
      Snapshot after = translator.translate(plan);
      long translated = System.nanoTime();
      if (round >= warmUps) {
        compile.add((compiled - begin) / NANOS_PER_MILLI);
        translate.add((translated - compiled) / NANOS_PER_MILLI);
      }
      changed = Math.max(changed, differences(before, after));
      before = after;
    }
    return new ChangeTime(new Sample(compile), new Sample(translate), changed);
  }

  private static GatewayPlan plan(Compilation compilation) {
    return compilation.gateways().values().iterator().next();
  }

  private static int differences(Snapshot before, Snapshot after) {
    AtomicInteger count = new AtomicInteger();
    for (String type : after.types()) {
      after.differences(before, type, name -> count.incrementAndGet());
    }
    return count.get();
  }
}
