package io.aigw.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends the same request again and again, from one thread, over connections of its own. */
public final class LoadGenerator implements AutoCloseable {

  private static final int STOP_SECONDS = 5;

  /** How long after the last request answers are waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final IoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

  /**
   * Runs a load and waits for its end.
   *
   * @param request the bytes of the whole request
   * @throws io.netty.channel.ChannelException or a subclass of IOException, unchecked, if a
   *     connection cannot be made
   */
  public LoadResult run(
      InetSocketAddress address, byte[] request, Load load, Expectation expectation) {
    ByteBuf bytes = Unpooled.directBuffer(request.length).writeBytes(request);
    LoadRun run = new LoadRun(load, expectation, bytes, loop.next(), PATIENCE);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new ClientConnection(run));
                  }
                });
    List<ClientConnection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < load.connections(); i++) {
        connections.add(
            bootstrap
                .connect(address)
                .syncUninterruptibly()
                .channel()
                .pipeline()
                .get(ClientConnection.class));
      }
      CompletableFuture<LoadResult> result = run.start(connections);
      return result.join();
    } finally {
      connections.forEach(ClientConnection::close);
      bytes.release();
    }
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
