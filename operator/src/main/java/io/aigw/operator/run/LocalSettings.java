package io.aigw.operator.run;

import io.aigw.compile.CompilerOptions;
import io.aigw.xds.translate.RequestLimits;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a user decides about a gateway on their machine.
 *
 * @param paths files and directories to run from
 * @param address that listeners are reached at
 * @param workers worker threads of each Envoy
 * @param envoy the user's own Envoy; empty: the release that the gateway is tested with
 * @param simulator the command that runs a simulated model server; empty: there are none
 * @param environment where caches are
 */
public record LocalSettings(
    List<Path> paths,
    CompilerOptions compiler,
    RequestLimits requests,
    InetAddress address,
    int workers,
    Optional<Path> envoy,
    Optional<List<String>> simulator,
    Map<String, String> environment) {

  public LocalSettings {
    paths = List.copyOf(paths);
    simulator = simulator.map(List::copyOf);
    environment = Map.copyOf(environment);
  }
}
