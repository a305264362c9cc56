package io.aigw.operator.command;

import io.aigw.decide.EndpointPicker;
import io.aigw.operator.kubernetes.NamespacedName;
import io.aigw.operator.local.Unavailable;
import io.aigw.operator.picker.PickerSettings;
import io.aigw.operator.picker.PickerSettings.Encryption;
import io.aigw.operator.picker.PickerSettings.ServedPort;
import io.aigw.operator.picker.PoolPickers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code aigw picker}: an endpoint picker for other gateways. */
@Command(
    name = "picker",
    description = {
      "Choose the endpoints of InferencePools for any gateway that speaks the endpoint picker",
      "protocol. A pool's annotation aigateway.envoyproxy.io/picking-policy says how."
    },
    mixinStandardHelpOptions = true)
public final class PickerCommand implements Callable<Integer> {

  /** Where a gateway looks for a picker that is named without a port. */
  private static final int PORT = 9002;

  @Option(
      names = "--pool",
      required = true,
      converter = PoolConverter.class,
      paramLabel = "NAMESPACE/NAME[:PORT]",
      description = {
        "an InferencePool, and the port where gateways ask about it (9002 where it is the only pool);",
        "repeatable, each pool with a port of its own, since the protocol does not say which is meant"
      })
  private List<NamedPool> pools = List.of();

  @Option(
      names = "--address",
      paramLabel = "IP",
      defaultValue = "0.0.0.0",
      description = "where all ports are opened (${DEFAULT-VALUE})")
  private String address = "";

  @Option(
      names = "--health-port",
      paramLabel = "PORT",
      defaultValue = "9003",
      description = "where grpc.health.v1 answers, in plain text (${DEFAULT-VALUE})")
  private int healthPort;

  @ArgGroup private Serving serving = new Serving();

  @Option(
      names = "--endpoints",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = {
        "how many endpoints a gateway is told for each request, the best first: more than one for",
        "gateways that try them in turn; others do not take a list (${DEFAULT-VALUE})"
      })
  private int endpoints;

  @Option(
      names = "--max-request-bytes",
      paramLabel = "BYTES",
      defaultValue = "52428800",
      description = "the largest body of a request that is read for its model (${DEFAULT-VALUE})")
  private int maxBytes;

  @Option(
      names = "--hold-back",
      paramLabel = "DURATION",
      defaultValue = "PT1S",
      description = {
        "how long a Pod that has become ready is not chosen as long as there are others, so that the",
        "gateway knows it when it is; not where the gateway says what may be chosen (${DEFAULT-VALUE})"
      })
  private Duration hold = Duration.ZERO;

  @Mixin private HealthAddress health = new HealthAddress();
  @Mixin private Kubeconfig kubeconfig = new Kubeconfig();
  @Mixin private Lifetime lifetime = new Lifetime();
  @Spec private @Nullable CommandSpec spec;

  /** TLS by a certificate of its own, or one of these. */
  private static final class Serving {

    @Option(
        names = "--cert-path",
        paramLabel = "FOLDER",
        description = {
          "show the certificate tls.crt with the key tls.key in this folder, read anew when they change",
          "(default: one that the process makes, as gateways expect it of pickers)"
        })
    private @Nullable Path certificate;

    @Option(names = "--plaintext", description = "speak HTTP/2 without TLS to gateways")
    private boolean plaintext;

    Encryption encryption() {
      if (plaintext) {
        return new Encryption.None();
      }
      return certificate == null
          ? new Encryption.SelfSigned()
          : new Encryption.Certificate(certificate);
    }
  }

  /** A pool as it is named here; port 0: none is. */
  private record NamedPool(NamespacedName name, int port) {}

  private static final class PoolConverter implements ITypeConverter<NamedPool> {
    @Override
    public NamedPool convert(String text) {
      String[] parts = text.split(":", 2);
      try {
        int port = parts.length == 1 ? 0 : Integer.parseInt(parts[1]);
        if (parts.length == 1 || isPort(port)) {
          return new NamedPool(NamespacedName.parse(parts[0]), port);
        }
      } catch (IllegalArgumentException e) {
        // told below
      }
      throw new TypeConversionException("'" + text + "' is not NAMESPACE/NAME[:PORT]");
    }
  }

  private static boolean isPort(int port) {
    return port > 0 && port < 1 << 16;
  }

  @Override
  public Integer call() throws Unavailable, InterruptedException {
    PickerSettings settings = settings();
    lifetime.begin();
    try {
      PoolPickers pickers = new PoolPickers(settings);
      lifetime.atEnd(pickers::close);
      health.serve(pickers::pools, pickers::failures, pickers::waiting, lifetime);
    } catch (IOException e) {
      throw new Unavailable("cannot serve: " + e.getMessage());
    }
    lifetime.await();
    return CommandLine.ExitCode.OK;
  }

  private PickerSettings settings() throws Unavailable {
    if (!isPort(healthPort)) {
      throw wrong("--health-port is no port: " + healthPort);
    }
    if (hold.isNegative()) {
      throw wrong("--hold-back is negative: " + hold);
    }
    try {
      return new PickerSettings(
          kubeconfig.file(),
          address,
          ports(),
          healthPort,
          serving.encryption(),
          new EndpointPicker.Limits(maxBytes, endpoints),
          hold);
    } catch (IllegalArgumentException e) {
      throw wrong("--endpoints and --max-request-bytes must be positive");
    }
  }

  private List<ServedPort> ports() {
    if (pools.size() > 1 && pools.stream().anyMatch(pool -> pool.port() == 0)) {
      throw wrong("several pools need a port each: " + proposal());
    }
    List<ServedPort> ports =
        pools.stream()
            .map(pool -> new ServedPort(pool.name(), pool.port() == 0 ? PORT : pool.port()))
            .toList();
    Set<Integer> taken = new HashSet<>(Set.of(healthPort));
    for (ServedPort served : ports) {
      if (!taken.add(served.port())) {
        throw wrong("port %d is taken twice: %s".formatted(served.port(), proposal()));
      }
    }
    if (ports.stream().map(ServedPort::pool).distinct().count() < ports.size()) {
      throw wrong("a pool is named twice");
    }
    return ports;
  }

  /** The same pools with ports that go together. */
  private String proposal() {
    List<String> options = new ArrayList<>();
    int port = PORT;
    for (NamedPool pool : pools) {
      port = port == healthPort ? port + 1 : port;
      options.add("--pool %s:%d".formatted(pool.name(), port++));
    }
    return options.stream().collect(Collectors.joining(" "));
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
