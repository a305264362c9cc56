package io.aigw.operator.serve;

import io.aigw.operator.bootstrap.Address;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;

/** A way to a gRPC server on this machine; it connects when it is used, and again when it broke. */
public final class GrpcChannel implements AutoCloseable {

  private static final int SHUTDOWN_MILLIS = 500;

  private final EventLoopGroup eventLoop;
  private final ManagedChannel channel;

  private GrpcChannel(EventLoopGroup eventLoop, ManagedChannel channel) {
    this.eventLoop = eventLoop;
    this.channel = channel;
  }

  /** A channel to whoever listens on a socket. */
  public static GrpcChannel to(Address.Socket server) {
    EventLoopGroup eventLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    return new GrpcChannel(
        eventLoop,
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(server.path()))
            .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
            .eventLoopGroup(eventLoop)
            .withOption(ChannelOption.SO_KEEPALIVE, null)
            .overrideAuthority("controller")
            .usePlaintext()
            .directExecutor()
            .keepAliveTime(30, TimeUnit.SECONDS)
            .build());
  }

  public Channel channel() {
    return channel;
  }

  /** Has the next use connect at once, however often that failed before. */
  public void retryNow() {
    channel.resetConnectBackoff();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    var _ = eventLoop.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
  }
}
