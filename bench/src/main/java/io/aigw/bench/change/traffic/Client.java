package io.aigw.bench.change.traffic;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Sends requests to one address, as many at a time as are wanted, over connections that are kept.
 * All of it happens on one thread of its own; the futures that it gives complete there.
 */
public final class Client implements AutoCloseable {

  private static final int STOP_SECONDS = 5;

  /** More than that are never needed by a gateway that answers. */
  private static final int MAX_CONNECTIONS = 4_000;

  private final MultiThreadIoEventLoopGroup threads =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final EventLoop loop = threads.next();
  private final Bootstrap bootstrap;
  private final AtomicLong closedByServer = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();

  // on the loop's thread alone
  private final Deque<Connection> idle = new ArrayDeque<>();

  public Client(InetSocketAddress address) {
    bootstrap =
        new Bootstrap()
            .group(threads)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000)
            .remoteAddress(address)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new Connection(Client.this));
                  }
                });
  }

  /** Sends a request at once. */
  public CompletableFuture<Answer> send(Request request) {
    return exchange(connection -> connection.send(request));
  }

  /** Sends the head at once and the body in pieces of the same size, with a pause before each. */
  public CompletableFuture<Answer> sendSlowly(Request request, int pieces, Duration pause) {
    return exchange(connection -> connection.sendSlowly(request, pieces, pause));
  }

  /**
   * How many answers said that their connection would be closed: what a listener does that is
   * drained.
   */
  public long closedByServer() {
    return closedByServer.get();
  }

  /** How many connections there are, whether they carry a request or not. */
  int connections() {
    return open.get();
  }

  private CompletableFuture<Answer> exchange(Consumer<Connection> send) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    loop.execute(
        () -> {
          Connection kept = idle.pollLast();
          if (kept != null) {
            kept.begin(answer);
            send.accept(kept);
          } else if (open.get() == MAX_CONNECTIONS) {
            answer.complete(Answer.without("no connection is free"));
          } else {
            open.incrementAndGet();
            var _ =
                bootstrap
                    .connect()
                    .addListener((ChannelFuture connected) -> opened(connected, answer, send));
          }
        });
    return answer;
  }

  private void opened(
      ChannelFuture connected, CompletableFuture<Answer> answer, Consumer<Connection> send) {
    if (!connected.isSuccess()) {
      open.decrementAndGet();
      answer.complete(Answer.without("no connection"));
      return;
    }
    Channel channel = connected.channel();
    Connection connection = channel.pipeline().get(Connection.class);
    connection.begin(answer);
    send.accept(connection);
  }

  /** The connection has carried its answer and may be used again. */
  void keep(Connection connection) {
    idle.addLast(connection);
  }

  /** The connection has been closed. */
  void forget(Connection connection) {
    open.decrementAndGet();
    idle.remove(connection);
  }

  /** An answer said that its connection would be closed. */
  void closeAnnounced() {
    closedByServer.incrementAndGet();
  }

  /** Runs a task on the client's thread again and again, at fixed moments, until stopped. */
  Runnable repeat(Runnable task, long periodNanos) {
    var timer = loop.scheduleAtFixedRate(task, 0, periodNanos, TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }

  @Override
  public void close() {
    threads.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
