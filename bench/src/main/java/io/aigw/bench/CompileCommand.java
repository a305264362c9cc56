package io.aigw.bench;

import io.aigw.bench.compiler.ChangeTime;
import io.aigw.bench.stats.Sample;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the compiler. */
@Command(
    name = "compile",
    description = "Measures how long the compiler takes after a change of one route.",
    mixinStandardHelpOptions = true)
final class CompileCommand implements Callable<Integer> {

  private static final int WARM_UPS = 30;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--routes",
      defaultValue = "5000",
      description = "How many routes there are (default: ${DEFAULT-VALUE}).")
  private int routes;

  @Option(
      names = "--rounds",
      defaultValue = "20",
      description = "How many changes are measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public Integer call() {
    ChangeTime time = ChangeTime.measure(routes, WARM_UPS, rounds);
    PrintWriter out = spec.commandLine().getOut();
    out.println("After a change of one of %d routes, in ms:".formatted(routes));
    out.println("  compile    " + range(time.compile()));
    out.println("  translate  " + range(time.translate()));
    out.println("  resources that differ: %d".formatted(time.changed()));
    out.flush();
    return 0;
  }

  private static String range(Sample sample) {
    return "%.1f (%.1f–%.1f)".formatted(sample.median(), sample.min(), sample.max());
  }
}
