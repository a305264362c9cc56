package io.aigw.decide;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Serves {@link ModelRewriter} over a Unix domain socket, on the network's own threads: a question
 * is answered by the thread that read it.
 */
public final class ProcessorServer implements AutoCloseable {

  /** Room for the headers and the framing of a message beside the largest body. */
  private static final int MESSAGE_OVERHEAD_BYTES = 1 << 20;

  /** A window that a usual body fits into, so that Envoy need not wait for an update. */
  private static final int WINDOW_BYTES = 1 << 20;

  private static final int SHUTDOWN_SECONDS = 5;

  private final Path socket;
  private final EventLoopGroup eventLoops;
  private final Server server;

  private ProcessorServer(Path socket, EventLoopGroup eventLoops, Server server) {
    this.socket = socket;
    this.eventLoops = eventLoops;
    this.server = server;
  }

  /**
   * Starts serving.
   *
   * @param socket where to listen; a socket left there by an earlier process is replaced
   * @param maxBodyBytes the largest body that Envoy is configured to buffer
   * @throws IOException if the socket cannot be bound
   */
  public static ProcessorServer start(Path socket, int maxBodyBytes) throws IOException {
    Files.deleteIfExists(socket);
    EventLoopGroup eventLoops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory());
    try {
      Server server =
          NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
              .channelType(NioServerDomainSocketChannel.class)
              .bossEventLoopGroup(eventLoops)
              .workerEventLoopGroup(eventLoops)
              .directExecutor()
              .flowControlWindow(WINDOW_BYTES)
              .maxInboundMessageSize(Math.addExact(maxBodyBytes, MESSAGE_OVERHEAD_BYTES))
              .addService(new ModelRewriter())
              .build()
              .start();
      return new ProcessorServer(socket, eventLoops, server);
    } catch (IOException | RuntimeException e) {
      stop(eventLoops);
      throw e;
    }
  }

  /** Answers what has been asked, for at most five seconds, then ends and removes the socket. */
  @Override
  public void close() throws IOException {
    server.shutdown();
    try {
      if (!server.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    stop(eventLoops);
    Files.deleteIfExists(socket);
  }

  private static void stop(EventLoopGroup eventLoops) {
    eventLoops
        .shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
  }
}
