package io.aigw.bench;

import io.aigw.bench.arm.Site;
import io.aigw.bench.load.Workload;
import io.aigw.bench.upstream.Upstream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs upstreams until standard input ends. */
@Command(name = "upstream", description = "Runs the upstreams alone, until standard input ends.")
final class UpstreamCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "NAME=PORT", description = "The upstreams.")
  private final Map<String, Integer> ports = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    try (Upstream upstream = new Upstream(Workload.STREAM_TOKENS, Workload.TOKEN_INTERVAL)) {
      ports.forEach(
          (name, port) -> Site.servers(port).forEach(address -> upstream.serve(name, address)));
      ChildLife.awaitEnd(System.in);
    }
    return 0;
  }
}
