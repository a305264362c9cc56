package io.aigw.operator.command;

import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.local.Unavailable;
import io.aigw.operator.report.PoolReport;
import io.aigw.operator.serve.HealthServer;
import io.aigw.pick.Pool;
import io.aigw.pick.Pools;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a process that chooses endpoints says how it is, and why it chose. */
final class HealthAddress {

  @Option(
      names = "--health-address",
      paramLabel = "HOST:PORT",
      description = {
        "where probes ask for /healthz and /readyz, and aigw explain for /pools",
        "(default: nowhere)"
      })
  private @Nullable String address;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /**
   * Begins to answer there, if somewhere.
   *
   * @throws Unavailable if it cannot listen there
   */
  void serve(Pools pools, Lifetime lifetime) throws Unavailable {
    serve(pools::known, List::of, List::of, lifetime);
  }

  /**
   * The same of a process that may have something against it, or wait for something, as {@link
   * HealthServer} has it.
   */
  void serve(
      Supplier<Stream<Pool>> pools,
      Supplier<List<String>> failures,
      Supplier<List<String>> waiting,
      Lifetime lifetime)
      throws Unavailable {
    if (address == null) {
      return;
    }
    try {
      HealthServer server =
          new HealthServer(parsed(address), failures, waiting, new PrometheusRegistry())
              .showHere("/pools", () -> PoolReport.of(pools.get(), System.nanoTime()));
      lifetime.atEnd(server::close);
    } catch (IOException e) {
      throw new Unavailable("cannot listen at %s: %s".formatted(address, e.getMessage()));
    }
  }

  private InetSocketAddress parsed(String text) {
    try {
      if (Address.parse(text) instanceof Address.Tcp(String host, int port)) {
        return new InetSocketAddress(host, port);
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "--health-address is HOST:PORT, not '" + text + "'");
  }
}
