package io.aigw.operator.run;

import io.aigw.decide.Processor;
import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.bootstrap.BootstrapSettings;
import io.aigw.operator.bootstrap.EnvoyBootstrap;
import io.aigw.operator.processor.Pickers;
import io.aigw.operator.processor.ProcessorServer;
import io.aigw.operator.serve.GrpcServer;
import io.aigw.pick.Pools;
import io.aigw.route.ModelLists;
import io.aigw.route.PoolMembers;
import io.aigw.xds.server.XdsServer;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What Envoys on this machine connect to: sockets in a directory that only its user can enter. */
final class LocalServers implements AutoCloseable {

  private final Path xdsSocket;
  private final Path processorSocket;
  private final Pickers pickers;
  private final GrpcServer xds;
  private final ProcessorServer processor;

  LocalServers(Path directory, XdsServer xds, ModelLists models, PoolMembers members)
      throws IOException {
    xdsSocket = directory.resolve("xds");
    processorSocket = directory.resolve("processor");
    pickers = new Pickers(members);
    this.xds =
        GrpcServer.start(
            new Address.Socket(xdsSocket),
            builder -> new Processor(models, pickers.pools()).addTo(xds.addTo(builder)));
    processor = new ProcessorServer(new Address.Socket(processorSocket), pickers.pools());
  }

  /** What an Envoy needs to find them. */
  Bootstrap bootstrap(String gateway, Path adminSocket) {
    return EnvoyBootstrap.of(
        new BootstrapSettings(
            gateway,
            "local-" + ProcessHandle.current().pid(),
            new Address.Socket(xdsSocket),
            new Address.Socket(processorSocket),
            new Address.Socket(adminSocket),
            OptionalInt.empty(),
            BootstrapSettings.DEFAULT_MAX_CONNECTIONS,
            OptionalLong.empty()));
  }

  /** The pools whose endpoints may be asked for. */
  Pools pools() {
    return pickers.pools();
  }

  @Override
  public void close() {
    xds.close();
    processor.close();
    pickers.close();
  }
}
