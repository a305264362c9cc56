package io.aigw.signal;

import io.aigw.pick.Endpoint;
import io.aigw.pick.Signals;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one endpoint for its metrics, over one connection that is kept, and tells it what it said.
 * Used by the thread of its event loop alone.
 */
final class ServerQuestions {

  private static final Logger log = LoggerFactory.getLogger(ServerQuestions.class);

  private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int PATIENCE_MILLIS = 2_000;

  /** A page with some thousand series is some hundred kilobytes; who sends more is not heard. */
  private static final int LARGEST_PAGE = 8 << 20;

  private static final int USUAL_PAGE = 64 << 10;
  private static final int LARGEST_LINE = 4 << 10;
  private static final int LARGEST_HEAD = 16 << 10;

  private final String pool;
  private final Endpoint endpoint;
  private final EventLoop loop;
  private byte[] page = new byte[USUAL_PAGE];
  private int length;
  private @Nullable ModelServer kind;

  /** The connection, or the attempt at one; null: none is there. */
  private @Nullable Channel connection;

  private boolean asking;
  private long askedAt;
  private boolean everAsked;
  private boolean failing;

  /** Prepares to ask; nothing is sent yet. */
  ServerQuestions(String pool, Endpoint endpoint, EventLoop loop) {
    this.pool = pool;
    this.endpoint = endpoint;
    this.loop = loop;
  }

  /**
   * Some time has gone by.
   *
   * @param due whether it is this server's turn; who was never asked is, and who has not answered
   *     yet is not
   */
  void next(boolean due) {
    long now = System.nanoTime();
    if (asking && now - askedAt > STALE_NANOS) {
      failed("no whole answer within 2 s");
    }
    Signals last = endpoint.signals();
    if (failing && last.heard() && now - last.at() > STALE_NANOS) {
      forget();
    }
    if (!asking && (due || !everAsked)) {
      ask(now);
    }
  }

  /** What it said is not known any more. */
  void forget() {
    endpoint.said(Signals.NONE);
  }

  /** It is not asked again. */
  void end() {
    asking = false;
    disconnect();
  }

  private void ask(long now) {
    everAsked = true;
    asking = true;
    askedAt = now;
    length = 0;
    Channel open = connection;
    if (open == null) {
      connect();
    } else {
      send(open);
    }
  }

  private void connect() {
    try {
      ChannelFuture connecting =
          new Bootstrap()
              .group(loop)
              .channel(NioSocketChannel.class)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, PATIENCE_MILLIS)
              .handler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                      channel
                          .pipeline()
                          .addLast(new HttpClientCodec(LARGEST_LINE, LARGEST_HEAD, USUAL_PAGE))
                          .addLast(new Answers());
                    }
                  })
              .connect(address());
      connection = connecting.channel();
      connecting.addListener(
          (ChannelFuture done) -> {
            if (!done.channel().equals(connection)) {
              return; // it is not asked any more
            }
            if (done.isSuccess()) {
              send(done.channel());
            } else {
              failed(String.valueOf(done.cause()));
            }
          });
    } catch (IllegalArgumentException e) {
      failed("no address: " + e.getMessage());
    }
  }

  private InetSocketAddress address() {
    int colon = endpoint.address().lastIndexOf(':');
    return new InetSocketAddress(
        InetAddress.ofLiteral(endpoint.address().substring(0, Math.max(0, colon))),
        Integer.parseInt(endpoint.address().substring(colon + 1)));
  }

  private void send(Channel to) {
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, "/metrics", Unpooled.EMPTY_BUFFER);
    request.headers().set(HttpHeaderNames.HOST, endpoint.address());
    var _ = to.writeAndFlush(request);
  }

  private void disconnect() {
    Channel open = connection;
    connection = null;
    if (open != null) {
      var _ = open.close();
    }
  }

  /** Said once, until it is well again; the next question goes over a new connection. */
  private void failed(String why) {
    asking = false;
    disconnect();
    if (!failing) {
      failing = true;
      log.atWarn()
          .addKeyValue("pool", pool)
          .addKeyValue("endpoint", endpoint)
          .addKeyValue("problem", why)
          .log("a model server does not tell its metrics: it is chosen blindly, or after others");
    }
  }

  /** All of the page is there. */
  private void read() {
    asking = false;
    Optional<Signals> said = understood();
    if (said.isEmpty()) {
      failed("none of its series is one of a model server");
    } else {
      endpoint.said(said.get());
      failing = false;
    }
  }

  /**
   * A server stays the kind that it is; before it is known, and after an upgrade, all are tried.
   */
  private Optional<Signals> understood() {
    long now = System.nanoTime();
    if (kind != null) {
      Optional<Signals> said = MetricsPage.read(page, length, kind, now);
      if (said.isPresent()) {
        return said;
      }
    }
    for (ModelServer server : ModelServer.ALL) {
      Optional<Signals> said = MetricsPage.read(page, length, server, now);
      if (said.isPresent()) {
        kind = server;
        return said;
      }
    }
    return Optional.empty();
  }

  /** What comes back over a connection. One that is not in use any more tells nothing. */
  private final class Answers extends SimpleChannelInboundHandler<HttpObject> {

    private boolean keepAlive;
    private boolean answered;
    private boolean usedBefore;

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
      if (!context.channel().equals(connection) || !asking) {
        return;
      }
      if (!part.decoderResult().isSuccess()) {
        failed(String.valueOf(part.decoderResult().cause()));
        return;
      }
      if (part instanceof HttpResponse head) {
        answered = true;
        keepAlive = HttpUtil.isKeepAlive(head);
        if (!head.status().equals(HttpResponseStatus.OK)) {
          failed("status " + head.status().code());
          return;
        }
      }
      if (part instanceof HttpContent content && !add(content.content())) {
        failed("more than %d bytes".formatted(LARGEST_PAGE));
        return;
      }
      if (part instanceof LastHttpContent) {
        answered = false;
        usedBefore = true;
        read();
        if (!keepAlive) {
          disconnect();
        }
      }
    }

    private boolean add(ByteBuf bytes) {
      int more = bytes.readableBytes();
      if (more > LARGEST_PAGE - length) {
        return false;
      }
      if (length + more > page.length) {
        page =
            Arrays.copyOf(page, Math.min(Math.max(2 * page.length, length + more), LARGEST_PAGE));
      }
      bytes.readBytes(page, length, more);
      length += more;
      return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!context.channel().equals(connection)) {
        return;
      }
      connection = null;
      if (asking && usedBefore && !answered) {
        connect(); // the server had just ended a connection that it had kept
      } else if (asking) {
        failed("the connection ended before the answer did");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (context.channel().equals(connection) && asking) {
        failed(cause.toString());
      } else {
        var _ = context.close();
      }
    }
  }
}
