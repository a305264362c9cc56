package io.aigw.bench.upstream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Model servers on loopback ports, all on one thread. */
public final class Upstream implements AutoCloseable {

  private static final int STOP_SECONDS = 5;

  private final IoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final int tokens;
  private final Duration interval;

  /**
   * Prepares servers; {@link #serve} starts one.
   *
   * @param tokens how many tokens a streamed answer has
   * @param interval the time from one token to the next
   */
  public Upstream(int tokens, Duration interval) {
    this.tokens = tokens;
    this.interval = interval;
  }

  /**
   * Starts a server.
   *
   * @param name what its answers say in the header {@code x-upstream}
   * @param port where it listens; 0 for any
   * @return the port
   */
  public int serve(String name, int port) {
    return serve(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Starts a server at an address of this machine, and returns its port. */
  public int serve(String name, InetSocketAddress address) {
    Replies replies = Replies.of(name, tokens);
    Channel server =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new UpstreamConnection(replies, interval));
                  }
                })
            .bind(address)
            .syncUninterruptibly()
            .channel();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
