package io.aigw.operator.command;

import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.bootstrap.BootstrapSettings;
import io.aigw.operator.bootstrap.EnvoyBootstrap;
import io.aigw.operator.bootstrap.XdsTls;
import io.aigw.operator.kubernetes.NamespacedName;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code aigw bootstrap}: what to start an Envoy with. */
@Command(
    name = "bootstrap",
    description = {
      "Print the configuration to start an Envoy of a Gateway with.",
      "Give it to Envoy as it is: aigw bootstrap … > envoy.yaml && envoy -c envoy.yaml"
    },
    mixinStandardHelpOptions = true)
public final class BootstrapCommand implements Callable<Integer> {

  @Option(
      names = "--gateway",
      required = true,
      paramLabel = "NAMESPACE/NAME",
      converter = NameConverter.class,
      description = "the Gateway that the Envoy is to serve")
  private NamespacedName gateway = new NamespacedName("", "");

  @Option(
      names = "--xds-address",
      required = true,
      paramLabel = "ADDRESS",
      description = "the gateway's controller: HOST:PORT or unix:PATH")
  private String xds = "";

  @ArgGroup(exclusive = false)
  private @Nullable Tls tls;

  /** All or none. */
  private static final class Tls {
    @Option(
        names = "--xds-ca",
        required = true,
        paramLabel = "FILE",
        description = "whom to trust: connect to the controller over TLS")
    private Path authority = Path.of("");

    @Option(
        names = "--xds-cert",
        required = true,
        paramLabel = "FILE",
        description = "the certificate of this Gateway's Envoys (aigw certificate)")
    private Path certificate = Path.of("");

    @Option(
        names = "--xds-key",
        required = true,
        paramLabel = "FILE",
        description = "the key of that certificate")
    private Path key = Path.of("");

    XdsTls files() {
      return new XdsTls(authority, certificate, key, Optional.empty());
    }
  }

  @Option(
      names = "--processor-address",
      paramLabel = "ADDRESS",
      description = "who rewrites bodies: HOST:PORT or unix:PATH (default: the --xds-address)")
  private @Nullable String processor;

  @Option(
      names = "--admin-address",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1:19000",
      description = "Envoy's administration interface, on loopback or a socket (${DEFAULT-VALUE})")
  private String admin = "";

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "the Envoy's own name (default: $HOSTNAME and something random)")
  private @Nullable String node;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "clients' connections at a time (${DEFAULT-VALUE})")
  private long maxConnections = BootstrapSettings.DEFAULT_MAX_CONNECTIONS;

  @Option(
      names = "--max-heap-bytes",
      paramLabel = "N",
      description = "near this heap size requests are refused (default: no limit)")
  private @Nullable Long maxHeapBytes;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine commandLine = java.util.Objects.requireNonNull(spec).commandLine();
    try {
      PrintWriter out = commandLine.getOut();
      out.println(EnvoyBootstrap.json(EnvoyBootstrap.of(settings())));
      out.flush();
      return CommandLine.ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(commandLine, String.valueOf(e.getMessage()), e);
    }
  }

  private BootstrapSettings settings() {
    return new BootstrapSettings(
        gateway.toString(),
        Optional.ofNullable(node).orElseGet(BootstrapCommand::uniqueNode),
        Address.parse(xds),
        Optional.ofNullable(tls).map(Tls::files),
        Address.parse(Optional.ofNullable(processor).orElse(xds)),
        Optional.empty(),
        Address.parse(admin),
        OptionalInt.empty(),
        maxConnections,
        maxHeapBytes == null ? OptionalLong.empty() : OptionalLong.of(maxHeapBytes));
  }

  private static String uniqueNode() {
    String host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("envoy");
    return host + "-" + UUID.randomUUID().toString().substring(0, 8);
  }
}
