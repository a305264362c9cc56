package io.aigw.bench.processor;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Serves external processing and external authorization: everything may go on as it is. */
public final class IdleProcessor implements AutoCloseable {

  private static final int STOP_SECONDS = 5;

  private static final int WINDOW_BYTES = 1 << 20;
  private static final int LARGEST_MESSAGE_BYTES = 64 << 20;

  private final IoEventLoopGroup loop;
  private final Server server;

  /** Listens on a socket; one that an earlier process left there is replaced. */
  public IdleProcessor(Path socket) throws IOException {
    Files.deleteIfExists(socket);
    loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    server =
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toString()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .directExecutor()
            .flowControlWindow(WINDOW_BYTES)
            .maxInboundMessageSize(LARGEST_MESSAGE_BYTES)
            .addService(new IdleProcessing())
            .addService(new IdleAuthorization())
            .build()
            .start();
  }

  @Override
  public void close() {
    server.shutdownNow();
    loop.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
