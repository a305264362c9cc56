package io.aigw.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Reads the messages of one connection, requests or answers. A body has a {@code content-length},
 * comes in chunks, or is empty.
 */
public abstract class MessageDecoder extends ByteToMessageDecoder {

  private enum State {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS
  }

  private static final Head.Token CONTENT_LENGTH = Head.Token.of("content-length");
  private static final Head.Token TRANSFER_ENCODING = Head.Token.of("transfer-encoding");
  private static final Head.Token CHUNKED = Head.Token.of("chunked");

  private final Head head = new Head();
  private State state = State.HEAD;
  private long remaining;

  /** A message begins. The head is valid during the call. */
  protected abstract void onHead(ChannelHandlerContext context, Head head);

  /** The next readable bytes of the buffer, as many as said, belong to the body: read or skip. */
  protected abstract void onBody(ChannelHandlerContext context, ByteBuf body, int count);

  /** The message has ended. */
  protected abstract void onEnd(ChannelHandlerContext context);

  @Override
  protected final void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    switch (state) {
      case HEAD -> readHead(context, in);
      case BODY -> {
        readBody(context, in);
        if (remaining == 0) {
          end(context);
        }
      }
      case CHUNK_SIZE -> readChunkSize(in);
      case CHUNK -> {
        readBody(context, in);
        if (remaining == 0) {
          state = State.CHUNK_END;
        }
      }
      case CHUNK_END -> {
        if (skipLine(in) >= 0) {
          state = State.CHUNK_SIZE;
        }
      }
      case TRAILERS -> {
        // the empty line is a lone CR LF
        if (skipLine(in) == 1) {
          end(context);
        }
      }
    }
  }

  private void readHead(ChannelHandlerContext context, ByteBuf in) {
    int length = headLength(in);
    if (length < 0) {
      return;
    }
    head.read(in, length);
    if (head.has(TRANSFER_ENCODING, CHUNKED)) {
      state = State.CHUNK_SIZE;
      onHead(context, head);
      return;
    }
    int contentLength = head.find(CONTENT_LENGTH);
    remaining = contentLength == Head.ABSENT ? 0 : head.number(contentLength);
    state = State.BODY;
    onHead(context, head);
    if (remaining == 0) {
      end(context);
    }
  }

  private void readBody(ChannelHandlerContext context, ByteBuf in) {
    int count = (int) Math.min(remaining, in.readableBytes());
    int end = in.readerIndex() + count;
    onBody(context, in, count);
    in.readerIndex(end);
    remaining -= count;
  }

  private void readChunkSize(ByteBuf in) {
    int start = in.readerIndex();
    int length = skipLine(in);
    if (length < 0) {
      return;
    }
    long size = 0;
    for (int i = start; i < start + length; i++) {
      int digit = Character.digit(in.getByte(i), 16);
      if (digit < 0) {
        break;
      }
      size = size * 16 + digit;
    }
    remaining = size;
    state = size == 0 ? State.TRAILERS : State.CHUNK;
  }

  private void end(ChannelHandlerContext context) {
    state = State.HEAD;
    onEnd(context);
  }

  /** Skips a line that has arrived whole and says how long it was without its LF; or -1. */
  private static int skipLine(ByteBuf in) {
    int length = in.bytesBefore((byte) '\n');
    if (length >= 0) {
      in.skipBytes(length + 1);
    }
    return length;
  }

  /** The length of a head that has arrived whole, with the empty line after it; or -1. */
  private static int headLength(ByteBuf in) {
    int from = in.readerIndex();
    int end = in.writerIndex();
    while (true) {
      int lineEnd = in.indexOf(from, end, (byte) '\n');
      if (lineEnd < 0 || lineEnd + 2 >= end) {
        return -1;
      }
      if (in.getByte(lineEnd + 1) == '\r' && in.getByte(lineEnd + 2) == '\n') {
        return lineEnd + 3 - in.readerIndex();
      }
      from = lineEnd + 1;
    }
  }
}
