package io.aigw.bench.change.traffic;

import io.aigw.bench.wire.Head;
import io.aigw.bench.wire.MessageDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection with one request at a time. Lives on its client's thread. */
final class Connection extends MessageDecoder {

  private static final Head.Token UPSTREAM = Head.Token.of("x-upstream");
  private static final Head.Token CONNECTION = Head.Token.of("connection");
  private static final Head.Token CLOSE = Head.Token.of("close");

  private final Client client;

  private @Nullable ChannelHandlerContext context;
  private @Nullable CompletableFuture<Answer> waiting;
  private int exchanges;
  private long sent;
  private int status;
  private String upstream = "";
  private int events;
  private byte lastByte;
  private boolean closing;

  Connection(Client client) {
    this.client = client;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
  }

  /** The next answer completes this. */
  void begin(CompletableFuture<Answer> answer) {
    waiting = answer;
    exchanges++;
    sent = System.nanoTime();
    status = 0;
    upstream = "";
    events = 0;
    lastByte = 0;
  }

  void send(Request request) {
    write(Unpooled.wrappedBuffer(request.head().duplicate(), request.body().duplicate()));
  }

  void sendSlowly(Request request, int pieces, Duration pause) {
    write(request.head().duplicate());
    int size = (request.body().readableBytes() + pieces - 1) / pieces;
    sendPiece(request, 0, size, pause, exchanges);
  }

  private void sendPiece(Request request, int from, int size, Duration pause, int exchange) {
    var _ =
        active()
            .executor()
            .schedule(
                () -> {
                  if (exchange != exchanges || waiting == null) {
                    return; // it was answered before its end
                  }
                  int count = Math.min(size, request.body().readableBytes() - from);
                  write(request.body().slice(from, count));
                  if (from + count < request.body().readableBytes()) {
                    sendPiece(request, from + count, size, pause, exchange);
                  }
                },
                pause.toNanos(),
                TimeUnit.NANOSECONDS);
  }

  private void write(ByteBuf bytes) {
    var _ = active().writeAndFlush(bytes, active().voidPromise());
  }

  private ChannelHandlerContext active() {
    if (context == null) {
      throw new IllegalStateException("not connected");
    }
    return context;
  }

  @Override
  protected void onHead(ChannelHandlerContext context, Head head) {
    status = head.status();
    upstream = head.value(UPSTREAM);
    closing = head.has(CONNECTION, CLOSE);
  }

  @Override
  protected void onBody(ChannelHandlerContext context, ByteBuf body, int count) {
    // an event ends with an empty line, which may have come in two parts
    int end = body.readerIndex() + count;
    for (int i = body.readerIndex(); i < end; i++) {
      byte b = body.getByte(i);
      if (b == '\n' && lastByte == '\n') {
        events++;
      }
      lastByte = b;
    }
  }

  @Override
  protected void onEnd(ChannelHandlerContext context) {
    if (closing) {
      client.closeAnnounced();
      complete("");
      var _ = context.close();
      return;
    }
    complete("");
    client.keep(this);
  }

  private void complete(String failure) {
    if (waiting != null) {
      CompletableFuture<Answer> answer = waiting;
      waiting = null;
      answer.complete(new Answer(sent, System.nanoTime(), status, upstream, events, failure));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    client.forget(this);
    complete("connection lost");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }
}
