package io.aigw.bench;

import io.aigw.bench.arm.Arm;
import io.aigw.bench.arm.Gateway;
import io.aigw.bench.arm.GatewayArm;
import io.aigw.bench.arm.Site;
import io.aigw.bench.arm.StartUp;
import io.aigw.bench.load.Workload;
import io.aigw.bench.report.Bar;
import io.aigw.bench.report.JsonReport;
import io.aigw.bench.report.MarkdownReport;
import io.aigw.bench.report.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures and writes the report. */
@Command(
    name = "bench",
    description = "Measures the CPU time per request and per streamed event of ways through Envoy.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

  private static final int FULL_ROUNDS = 5;
  private static final int QUICK_ROUNDS = 3;
  private static final double QUICK_SCALE = 0.5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "ARM",
      description = "The arms to measure; all if none is named. --list shows them.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "Show the arms and end.")
  private boolean list;

  @Option(
      names = "--workload",
      split = ",",
      paramLabel = "LOAD",
      description = "Only these loads: ${COMPLETION-CANDIDATES}.")
  private Set<Workload> workloads = EnumSet.allOf(Workload.class);

  @Option(names = "--quick", description = "Three rounds of half the time: for a first look.")
  private boolean quick;

  @Option(
      names = "--rounds",
      description = "How often each arm takes each load (default: 5, with --quick 3).")
  private int rounds;

  @Option(
      names = "--envoy",
      defaultValue = "${env:AIGW_ENVOY}",
      description =
          "The Envoy binary (default: $$AIGW_ENVOY, else the one that the gateway is tested with).")
  private @Nullable Path envoy;

  @Option(
      names = "--aigw",
      defaultValue = "${env:AIGW_HOME:-.}/aigw",
      description = "The gateway's launcher (default: ${DEFAULT-VALUE}).")
  private Path gateway = Path.of("");

  @Option(
      names = "--first-port",
      defaultValue = "27000",
      description = "Loopback ports from here on are used (default: ${DEFAULT-VALUE}).")
  private int firstPort;

  @Option(
      names = "--out",
      defaultValue = "${env:AIGW_HOME:-.}/bench/target/bench",
      description =
          "Folder for report.md, report.json, configurations and logs (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter console = spec.commandLine().getOut();
    Path program = gateway.toAbsolutePath();
    if (list) {
      Arms.all(ProcessHandle.current(), 0, 0, program)
          .forEach(arm -> console.println("%-24s%s".formatted(arm.name(), arm.description())));
      console.flush();
      return 0;
    }
    Path directory = Files.createDirectories(out.toAbsolutePath());
    Results results = new Results();
    Instant begin = Instant.now();
    try (Site site = new Site(directory, envoy(program), firstPort);
        Measuring measuring = new Measuring(results, console)) {
      int rightPort = site.freePort();
      int wrongPort = site.freePort();
      Process upstream =
          site.startOwn(
              "upstream",
              List.of(
                  "upstream",
                  Site.RIGHT_UPSTREAM + "=" + rightPort,
                  Site.WRONG_UPSTREAM + "=" + wrongPort));
      List<Arm> arms = Arms.all(upstream.toHandle(), rightPort, wrongPort, program);
      List<Arm> chosen = chosen(arms);
      if (chosen.stream().anyMatch(GatewayArm.class::isInstance)) {
        measuring.measureStart(new StartUp(site, program, rightPort, wrongPort), rounds());
      }
      measuring.start(chosen, site);
      measuring.warmUp();
      measuring.measure(workloads, rounds(), quick ? QUICK_SCALE : 1);
    }
    return report(results, directory, console, begin);
  }

  private int report(Results results, Path directory, PrintWriter console, Instant begin)
      throws IOException {
    Map<String, String> circumstances = circumstances(begin);
    List<Bar> bars = Bars.all();
    String markdown = MarkdownReport.of(results, bars, Arms.ENVOY, circumstances);
    console.println(markdown);
    Path markdownFile = Files.writeString(directory.resolve("report.md"), markdown);
    Path jsonFile =
        Files.writeString(
            directory.resolve("report.json"), JsonReport.of(results, bars, circumstances));
    console.println("Written to %s and %s".formatted(markdownFile, jsonFile));
    console.flush();
    return 0;
  }

  private List<Arm> chosen(List<Arm> arms) {
    Set<String> unknown = new TreeSet<>(names);
    arms.forEach(arm -> unknown.remove(arm.name()));
    if (!unknown.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "No such arm: %s. There are: %s"
              .formatted(
                  String.join(", ", unknown),
                  arms.stream().map(Arm::name).collect(Collectors.joining(", "))));
    }
    return names.isEmpty()
        ? arms
        : arms.stream().filter(arm -> names.contains(arm.name())).toList();
  }

  private Path envoy(Path program) throws IOException {
    return (envoy == null ? Gateway.envoyOf(program) : envoy).toRealPath();
  }

  private int rounds() {
    if (rounds > 0) {
      return rounds;
    }
    return quick ? QUICK_ROUNDS : FULL_ROUNDS;
  }

  private Map<String, String> circumstances(Instant begin) throws IOException {
    Map<String, String> circumstances = new LinkedHashMap<>();
    circumstances.put("begun", begin.truncatedTo(ChronoUnit.SECONDS).toString());
    circumstances.put(
        "took", Duration.between(begin, Instant.now()).truncatedTo(ChronoUnit.SECONDS).toString());
    circumstances.put("rounds", "%d%s".formatted(rounds(), quick ? ", quick" : ""));
    circumstances.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    circumstances.put(
        "system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    circumstances.put("java", System.getProperty("java.vm.version"));
    circumstances.put(
        "load average at the end", Files.readString(Path.of("/proc/loadavg")).strip());
    return circumstances;
  }
}
