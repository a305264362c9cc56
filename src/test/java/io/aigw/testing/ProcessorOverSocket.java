package io.aigw.testing;

import io.aigw.decide.Processor;
import io.aigw.pick.Pools;
import io.aigw.route.ModelLists;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A {@link Processor} on a Unix domain socket, as Envoy meets it. */
public final class ProcessorOverSocket implements AutoCloseable {

  private static final int MAX_MESSAGE_BYTES = 16 << 20;
  private static final int PATIENCE_SECONDS = 30;

  private final EventLoopGroup eventLoop;
  private final Server server;

  /** One that knows no pools. */
  public ProcessorOverSocket(Path socket, ModelLists lists) throws IOException {
    this(socket, lists, NoPools.POOLS);
  }

  public ProcessorOverSocket(Path socket, ModelLists lists, Pools pools) throws IOException {
    Files.deleteIfExists(socket);
    eventLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    server =
        new Processor(lists, pools)
            .addTo(NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket)))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(eventLoop)
            .workerEventLoopGroup(eventLoop)
            .directExecutor()
            // gRPC asks for it on every socket; Netty warns, as a Unix domain socket has none
            .withChildOption(ChannelOption.SO_KEEPALIVE, null)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build()
            .start();
  }

  /** Ends at once, as a process that is killed. */
  @Override
  public void close() {
    server.shutdownNow();
    eventLoop
        .shutdownGracefully(0, 0, TimeUnit.SECONDS)
        .awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
