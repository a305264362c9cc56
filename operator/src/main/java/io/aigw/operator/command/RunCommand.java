package io.aigw.operator.command;

import io.aigw.operator.local.Unavailable;
import io.aigw.operator.run.LocalGateway;
import io.aigw.operator.run.LocalListener;
import io.aigw.operator.run.LocalSettings;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code aigw run}: a gateway on this machine, from files. */
@Command(
    name = "run",
    description = {
      "Run a gateway on this machine from YAML files, and follow their changes.",
      "Deployments that a Service selects are played by simulated model servers."
    },
    mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "YAML or JSON files, or directories of them")
  private List<Path> paths = List.of();

  @Option(
      names = "--address",
      paramLabel = "IP",
      defaultValue = "127.0.0.1",
      description = "where listeners are bound (${DEFAULT-VALUE}; 0.0.0.0 for all)")
  private InetAddress address = InetAddress.getLoopbackAddress();

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "worker threads of each Envoy (default: one for each core)")
  private int concurrency = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--envoy",
      paramLabel = "FILE",
      defaultValue = "${env:AIGW_ENVOY}",
      description = "an Envoy of your own (default: $AIGW_ENVOY, or the tested one)")
  private @Nullable Path envoy;

  @Mixin private CompilerSettings compiler = new CompilerSettings();
  @Mixin private RequestOptions requests = new RequestOptions();
  @Mixin private Simulation simulation = new Simulation();
  @Mixin private HealthAddress health = new HealthAddress();
  @Mixin private Lifetime lifetime = new Lifetime();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Unavailable, InterruptedException {
    lifetime.begin();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    LocalSettings settings =
        new LocalSettings(
            paths,
            compiler.options(),
            requests.limits(),
            address,
            concurrency,
            Optional.ofNullable(envoy),
            simulation.isOn() ? Optional.of(simulation.command()) : Optional.empty(),
            System.getenv());
    LocalGateway gateway = new LocalGateway(settings, listener -> print(listener, out));
    lifetime.atEnd(gateway::close);
    health.serve(gateway.pools(), lifetime);
    lifetime.await();
    return 0;
  }

  private static synchronized void print(LocalListener listener, PrintWriter out) {
    out.printf(
        "%nGateway %s port %d listens on %s%n",
        listener.gateway(), listener.port(), listener.url());
    listener.firstRequest().ifPresent(line -> out.println("  " + line));
    out.flush();
  }
}
