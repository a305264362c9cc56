package io.aigw.bench.upstream;

import io.aigw.bench.wire.Head;
import io.aigw.bench.wire.MessageDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an upstream. A request that accepts an event stream gets one; a request with
 * the header {@code x-bench-echo} gets its own body back; {@code GET /metrics} gets the metrics of
 * a model server with nothing to do; any other gets a chat answer.
 */
final class UpstreamConnection extends MessageDecoder {

  private static final Head.Token ACCEPT = Head.Token.of("accept");
  private static final Head.Token EVENT_STREAM = Head.Token.of("text/event-stream");
  private static final Head.Token ECHO = Head.Token.of("x-bench-echo");

  private final Replies replies;
  private final long intervalNanos;

  private boolean streamed;
  private boolean metrics;
  private @Nullable ByteBuf echo;

  UpstreamConnection(Replies replies, Duration interval) {
    this.replies = replies;
    this.intervalNanos = interval.toNanos();
  }

  @Override
  protected void onHead(ChannelHandlerContext context, Head head) {
    metrics = head.isRequest("GET /metrics");
    streamed = head.has(ACCEPT, EVENT_STREAM);
    echo = head.find(ECHO) == Head.ABSENT ? null : Unpooled.buffer();
  }

  @Override
  protected void onBody(ChannelHandlerContext context, ByteBuf body, int count) {
    if (echo != null) {
      echo.writeBytes(body, count);
    }
  }

  @Override
  protected void onEnd(ChannelHandlerContext context) {
    if (echo != null) {
      writeEcho(context, echo);
      echo = null;
    } else if (streamed) {
      var _ = context.writeAndFlush(replies.streamHead().duplicate());
      writeEvents(context, 0, System.nanoTime() + intervalNanos);
    } else if (metrics) {
      var _ = context.writeAndFlush(replies.metrics().duplicate());
    } else {
      var _ = context.writeAndFlush(replies.chat().duplicate());
    }
  }

  /** Each event at its own time, however late the one before was. */
  private void writeEvents(ChannelHandlerContext context, int index, long due) {
    var _ =
        context
            .executor()
            .schedule(
                () -> {
                  var _ = context.writeAndFlush(replies.events().get(index).duplicate());
                  if (index + 1 < replies.events().size() && context.channel().isActive()) {
                    writeEvents(context, index + 1, due + intervalNanos);
                  }
                },
                due - System.nanoTime(),
                TimeUnit.NANOSECONDS);
  }

  private static void writeEcho(ChannelHandlerContext context, ByteBuf body) {
    String head =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
            .formatted(body.readableBytes());
    var _ =
        context.writeAndFlush(
            Unpooled.wrappedBuffer(Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII), body));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }
}
