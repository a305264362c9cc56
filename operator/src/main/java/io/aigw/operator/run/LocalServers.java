package io.aigw.operator.run;

import io.aigw.decide.Processor;
import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.bootstrap.BootstrapSettings;
import io.aigw.operator.bootstrap.EnvoyBootstrap;
import io.aigw.operator.serve.GrpcServer;
import io.aigw.route.ModelLists;
import io.aigw.xds.server.XdsServer;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What Envoys on this machine connect to: sockets in a directory that only its user can enter. */
final class LocalServers implements AutoCloseable {

  /** A window that a usual body fits into, so that Envoy need not wait for an update. */
  private static final int WINDOW_BYTES = 1 << 20;

  /** Room for headers and framing beside the largest body. */
  private static final int MESSAGE_OVERHEAD_BYTES = 1 << 20;

  private final Path xdsSocket;
  private final Path processorSocket;
  private final GrpcServer xds;
  private final GrpcServer processor;

  LocalServers(Path directory, XdsServer xds, ModelLists models, int maxBodyBytes)
      throws IOException {
    xdsSocket = directory.resolve("xds");
    processorSocket = directory.resolve("processor");
    this.xds = GrpcServer.start(new Address.Socket(xdsSocket), xds::addTo);
    processor =
        GrpcServer.start(
            new Address.Socket(processorSocket),
            builder ->
                builder
                    .addService(new Processor(models))
                    .flowControlWindow(WINDOW_BYTES)
                    .maxInboundMessageSize(Math.addExact(maxBodyBytes, MESSAGE_OVERHEAD_BYTES)));
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
            BootstrapSettings.DEFAULT_MAX_CONNECTIONS,
            OptionalLong.empty()));
  }

  @Override
  public void close() {
    xds.close();
    processor.close();
  }
}
