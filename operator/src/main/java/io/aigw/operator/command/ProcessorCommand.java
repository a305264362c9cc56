package io.aigw.operator.command;

import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.local.Unavailable;
import io.aigw.operator.processor.DiscoveredMembers;
import io.aigw.operator.processor.Pickers;
import io.aigw.operator.processor.ProcessorServer;
import io.aigw.route.PoolMembers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aigw processor}: what changes bodies, beside an Envoy. */
@Command(
    name = "processor",
    description = {
      "Change the bodies of requests, and choose endpoints of pools, for an Envoy on the same",
      "machine or in the same Pod. What is to be done comes with each request."
    },
    mixinStandardHelpOptions = true)
public final class ProcessorCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(ProcessorCommand.class);

  @Option(
      names = "--socket",
      required = true,
      paramLabel = "PATH",
      description = "the Unix socket that Envoy connects to")
  private Path socket = Path.of("");

  @Option(
      names = "--xds",
      paramLabel = "PATH",
      description = {
        "the Unix socket by which the controller is reached, to learn what pools' endpoints are",
        "(default: nothing is known of pools)"
      })
  private @Nullable Path xds;

  @Option(
      names = "--gateway",
      paramLabel = "NAMESPACE/NAME",
      defaultValue = "",
      description = "whose Envoy it is for; with --xds")
  private String gateway = "";

  @Mixin private HealthAddress health = new HealthAddress();
  @Mixin private Lifetime lifetime = new Lifetime();

  @Override
  public Integer call() throws Unavailable, InterruptedException {
    lifetime.begin();
    try {
      Pickers pickers = new Pickers(members());
      lifetime.atEnd(pickers::close);
      ProcessorServer processor = new ProcessorServer(new Address.Socket(socket), pickers.pools());
      lifetime.atEnd(processor::close);
      health.serve(pickers.pools(), lifetime);
    } catch (IOException e) {
      throw new Unavailable("cannot listen: " + e.getMessage());
    }
    log.atInfo().addKeyValue("socket", socket).log("answering");
    lifetime.await();
    return CommandLine.ExitCode.OK;
  }

  private PoolMembers members() {
    if (xds == null) {
      return (pool, told) -> () -> {};
    }
    DiscoveredMembers members =
        new DiscoveredMembers(
            new Address.Socket(xds),
            gateway,
            "processor of " + Objects.toString(System.getenv("HOSTNAME"), "this machine"));
    lifetime.atEnd(members::close);
    return members;
  }
}
