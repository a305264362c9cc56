package io.aigw.bench.load;

import io.aigw.bench.wire.Head;
import io.aigw.bench.wire.MessageDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** One connection of the generator, with one request at a time. Lives on the generator's thread. */
final class ClientConnection extends MessageDecoder {

  private static final Head.Token UPSTREAM = Head.Token.of("x-upstream");

  private final LoadRun run;
  private final Head.Token upstream;

  private @Nullable ChannelHandlerContext context;
  private long due;
  private int status;
  private boolean rightUpstream;
  private int events;
  private byte lastByte;

  ClientConnection(LoadRun run) {
    this.run = run;
    this.upstream = Head.Token.of(run.expectation().upstream());
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    this.context = context;
  }

  /** Sends a request that was due at a moment. */
  void send(ByteBuf request, long due) {
    if (context == null) {
      throw new IllegalStateException("not connected");
    }
    this.due = due;
    events = 0;
    var _ = context.writeAndFlush(request.retainedDuplicate(), context.voidPromise());
  }

  @Override
  protected void onHead(ChannelHandlerContext context, Head head) {
    status = head.status();
    rightUpstream = head.has(UPSTREAM, upstream);
    run.answerBegan(due);
  }

  @Override
  protected void onBody(ChannelHandlerContext context, ByteBuf body, int count) {
    if (run.expectation().events() == 0) {
      return;
    }
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
    lastByte = 0;
    run.answered(this, due, status, rightUpstream, events);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    run.lost(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }

  void close() {
    if (context != null) {
      var _ = context.close();
    }
  }
}
