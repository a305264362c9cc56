package io.aigw.bench;

import io.aigw.bench.arm.Gateway;
import io.aigw.bench.arm.Site;
import io.aigw.bench.change.ChangeReport;
import io.aigw.bench.change.Row;
import io.aigw.bench.change.Scenario;
import io.aigw.bench.change.Scenarios;
import io.aigw.bench.change.Size;
import io.aigw.bench.change.stage.ApiServer;
import io.aigw.bench.change.stage.Checkout;
import io.aigw.bench.change.stage.PrivateNetwork;
import io.aigw.bench.change.stage.Rig;
import io.aigw.bench.change.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plays the scenarios of changes and writes their table. */
@Command(
    name = "changes",
    description = {
      "Changes the configuration of a real API server, controller and Envoy under traffic, and says",
      "what that cost and whom it hurt."
    },
    mixinStandardHelpOptions = true)
final class ChangesCommand implements Callable<Integer> {

  private static final String MARKDOWN = "changes.md";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--list", description = "Show the scenarios and end.")
  private boolean list;

  @Option(
      names = "--scenario",
      split = ",",
      paramLabel = "NAME",
      description = "Only these scenarios; all that --list shows if none is named.")
  private Set<String> names = new TreeSet<>();

  @Option(names = "--short", description = "The short forms: some seconds each.")
  private boolean isShort;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = {
        "An API server to use, with all definitions installed (default: one is started with",
        "e2e/rig, in a network namespace). The addresses of "
            + PrivateNetwork.RANGE
            + " must then be this",
        "machine's: ip address add " + PrivateNetwork.RANGE + " dev lo"
      })
  private @Nullable Path kubeconfig;

  @Option(
      names = "--envoy",
      defaultValue = "${env:AIGW_ENVOY}",
      description =
          "The Envoy binary (default: $$AIGW_ENVOY, else the one that the gateway is tested with).")
  private @Nullable Path envoy;

  @Option(
      names = "--first-port",
      defaultValue = "22000",
      description = "Loopback ports from here on are used (default: ${DEFAULT-VALUE}).")
  private int firstPort;

  @Option(
      names = "--out",
      defaultValue = "${env:AIGW_HOME:-.}/bench/target/changes",
      description = "Folder for changes.md, changes.json and logs (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("");

  @Option(names = "--root", defaultValue = "${env:AIGW_HOME:-.}", hidden = true)
  private Path root = Path.of("");

  @Override
  public Integer call() throws Exception {
    PrintWriter console = spec.commandLine().getOut();
    Size size = isShort ? Size.SHORT : Size.LONG;
    List<Scenario> chosen = chosen();
    if (list) {
      chosen.forEach(
          scenario -> console.println("%-18s%s".formatted(scenario.name(), scenario.title(size))));
      console.flush();
      return 0;
    }
    Checkout checkout = new Checkout(root.toRealPath());
    Path directory = Files.createDirectories(out.toAbsolutePath());
    Path gatewayApi = directory.resolve("gateway-api");
    Path binary =
        (envoy == null ? Gateway.envoyOf(checkout.root().resolve("aigw")) : envoy).toRealPath();
    if (kubeconfig == null && !PrivateNetwork.isHere()) {
      checkout.prepare(gatewayApi);
      return PrivateNetwork.run(arguments());
    }
    Instant begin = Instant.now();
    Report report = rows -> write(rows, chosen, size, directory, begin);
    try (Site site = new Site(directory, binary, firstPort)) {
      if (kubeconfig != null) {
        try (ApiServer api = new ApiServer(kubeconfig)) {
          play(new Stage.Ground(site, checkout, binary, kubeconfig, api), chosen, size, report);
        }
      } else {
        try (Rig rig = Rig.start(checkout, directory.resolve("rig"), firstPort);
            ApiServer api = new ApiServer(rig.kubeconfig())) {
          api.define(checkout.definitions(gatewayApi));
          play(
              new Stage.Ground(site, checkout, binary, rig.kubeconfig(), api),
              chosen,
              size,
              report);
        }
      }
    }
    PrintWriter output = spec.commandLine().getOut();
    output.println(Files.readString(directory.resolve(MARKDOWN)));
    output.flush();
    return 0;
  }

  /** What is known by now. */
  private interface Report {
    void write(List<Row> rows) throws IOException;
  }

  /** Plays all, and reports after each, so that what ends this leaves what was measured before. */
  private void play(Stage.Ground ground, List<Scenario> chosen, Size size, Report report)
      throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (Scenario scenario : chosen) {
      say("%s: %s".formatted(scenario.name(), scenario.title(size)));
      List<Row> its = play(ground, scenario, size);
      its.forEach(row -> say("  " + row));
      rows.addAll(its);
      report.write(rows);
    }
  }

  private static List<Row> play(Stage.Ground ground, Scenario scenario, Size size)
      throws InterruptedException {
    FutureTask<List<Row>> task = new FutureTask<>(() -> scenario.run(ground, size));
    Thread thread = Thread.ofPlatform().daemon().name(scenario.name()).start(task);
    try {
      return task.get(scenario.limit(size).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      return unplayed(ground, scenario, Objects.requireNonNullElse(e.getCause(), e));
    } catch (TimeoutException e) {
      thread.interrupt();
      thread.join(Duration.ofMinutes(2));
      return unplayed(ground, scenario, new TimeoutException("over " + scenario.limit(size)));
    }
  }

  private static List<Row> unplayed(Stage.Ground ground, Scenario scenario, Throwable why)
      throws InterruptedException {
    ground.site().stopAll();
    return List.of(Row.unplayed(scenario.name(), why));
  }

  private void say(String line) {
    PrintWriter console = spec.commandLine().getErr();
    console.println(line);
    console.flush();
  }

  private void write(
      List<Row> rows, List<Scenario> chosen, Size size, Path directory, Instant begin)
      throws IOException {
    Map<String, String> titles =
        chosen.stream().collect(Collectors.toMap(Scenario::name, one -> one.title(size)));
    String markdown = ChangeReport.markdown(rows, titles, circumstances(begin));
    Files.writeString(directory.resolve(MARKDOWN), markdown);
    Files.writeString(directory.resolve("changes.json"), ChangeReport.json(rows));
  }

  private Map<String, String> circumstances(Instant begin) throws IOException {
    Map<String, String> circumstances = new LinkedHashMap<>();
    circumstances.put("begun", begin.truncatedTo(ChronoUnit.SECONDS).toString());
    circumstances.put(
        "took", Duration.between(begin, Instant.now()).truncatedTo(ChronoUnit.SECONDS).toString());
    circumstances.put("command", "./aigw bench " + String.join(" ", arguments()));
    circumstances.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    circumstances.put(
        "load average at the end", Files.readString(Path.of("/proc/loadavg")).strip());
    return circumstances;
  }

  private List<String> arguments() {
    return spec.root().commandLine().getParseResult().originalArgs();
  }

  private boolean isChosen(Scenario scenario) {
    return names.isEmpty() ? list || !scenario.isOnlyByName() : names.contains(scenario.name());
  }

  private List<Scenario> chosen() {
    Set<String> unknown = new TreeSet<>(names);
    Scenarios.all().forEach(scenario -> unknown.remove(scenario.name()));
    if (!unknown.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "No such scenario: " + String.join(", ", unknown));
    }
    return Scenarios.all().stream().filter(this::isChosen).toList();
  }
}
