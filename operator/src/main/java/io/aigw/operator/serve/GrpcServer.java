package io.aigw.operator.serve;

import io.aigw.operator.bootstrap.Address;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A gRPC server whose services never block: they run on the network's own threads. */
public final class GrpcServer implements AutoCloseable {

  /** What travels with Envoy's questions is there, as base64. */
  private static final int METADATA_BYTES = 64 << 10;

  private static final int SHUTDOWN_MILLIS = 500;

  private final EventLoopGroup eventLoops;
  private final Server server;

  private GrpcServer(EventLoopGroup eventLoops, Server server) {
    this.eventLoops = eventLoops;
    this.server = server;
  }

  /**
   * Starts serving.
   *
   * @param address where; a socket's file that an earlier process left is replaced
   * @param services adds the services, and the limits that they need
   * @throws IOException if it cannot listen there
   */
  public static GrpcServer start(Address address, UnaryOperator<NettyServerBuilder> services)
      throws IOException {
    EventLoopGroup eventLoops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory());
    try {
      Server server =
          services
              .apply(NettyServerBuilder.forAddress(socketAddress(address)))
              .channelType(channelType(address))
              .bossEventLoopGroup(eventLoops)
              .workerEventLoopGroup(eventLoops)
              .directExecutor()
              .maxInboundMetadataSize(METADATA_BYTES)
              // gRPC asks for it on every socket, and Netty warns of those that do not have it
              .withChildOption(ChannelOption.SO_KEEPALIVE, null)
              .build()
              .start();
      return new GrpcServer(eventLoops, server);
    } catch (IOException | RuntimeException e) {
      stop(eventLoops);
      throw e;
    }
  }

  /** The port; that which was given, if it was given 0. */
  public int port() {
    return server.getPort();
  }

  /** Has servers take no more calls, and gives those that are under way some time. */
  public static void drain(Collection<GrpcServer> servers, Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    servers.forEach(each -> each.server.shutdown());
    try {
      for (GrpcServer each : servers) {
        each.server.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends what is under way, and the server. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop(eventLoops);
  }

  private static SocketAddress socketAddress(Address address) throws IOException {
    return switch (address) {
      case Address.Tcp(String host, int port) -> new InetSocketAddress(host, port);
      case Address.Socket(var path) -> {
        Files.deleteIfExists(path);
        yield UnixDomainSocketAddress.of(path);
      }
    };
  }

  private static Class<? extends ServerChannel> channelType(Address address) {
    return switch (address) {
      case Address.Tcp _ -> NioServerSocketChannel.class;
      case Address.Socket _ -> NioServerDomainSocketChannel.class;
    };
  }

  private static void stop(EventLoopGroup eventLoops) {
    var _ = eventLoops.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
  }
}
