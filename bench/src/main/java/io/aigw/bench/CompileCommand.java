package io.aigw.bench;

import io.aigw.bench.compiler.ChangeTime;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the compiler. */
@Command(
    name = "compile",
    description = "Measures what a change of one object costs, from the objects to the snapshot.",
    mixinStandardHelpOptions = true)
final class CompileCommand implements Callable<Integer> {

  private static final int WARM_UPS = 2_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--routes",
      split = ",",
      defaultValue = "500,1500,5000,10000",
      description = "How many routes there are (default: ${DEFAULT-VALUE}).")
  private List<Integer> routes = new ArrayList<>();

  @Option(
      names = "--rounds",
      defaultValue = "1000",
      description = "How many changes are measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("| changed | routes | ms, median | ms, p99 | resources | bytes |");
    out.println("|---|---|---|---|---|---|");
    for (ChangeTime.What what : ChangeTime.What.values()) {
      for (int count : routes) {
        ChangeTime time = ChangeTime.measure(what, count, WARM_UPS, rounds);
        out.println(
            "| one %s | %,d | %.3f | %.3f | %d | %,d |"
                .formatted(
                    what.name().toLowerCase(Locale.ROOT),
                    count,
                    time.millis().median(),
                    time.millis().percentile(99),
                    time.resources(),
                    time.bytes()));
        out.flush();
      }
    }
    return 0;
  }
}
