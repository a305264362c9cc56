package io.aigw.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageDecoderTest {

  private static final String MESSAGES =
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Upstream: right\r\n\r\nhello"
          + "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
          + "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nx-upstream: rightmost\r\n\r\n"
          + "3\r\nabc\r\n10;note\r\n0123456789abcdef\r\n0\r\ntrailer: x\r\n\r\n"
          + "HTTP/1.1 503 Service Unavailable\r\nserver: envoy\r\n\r\n";

  private static final List<String> READ =
      List.of(
          "200 right=true hello",
          "404 right=false ",
          "200 right=false abc0123456789abcdef",
          "503 right=false ");

  @Test
  void readsMessagesThatComeAtOnce() {
    assertThat(read(MESSAGES.length())).isEqualTo(READ);
  }

  @Test
  void readsMessagesInPiecesOfAnySize() {
    for (int size = 1; size < MESSAGES.length(); size++) {
      assertThat(read(size)).as("pieces of %d bytes", size).isEqualTo(READ);
    }
  }

  private static List<String> read(int size) {
    Recorder recorder = new Recorder();
    EmbeddedChannel channel = new EmbeddedChannel(recorder);
    for (int at = 0; at < MESSAGES.length(); at += size) {
      String piece = MESSAGES.substring(at, Math.min(MESSAGES.length(), at + size));
      channel.writeInbound(Unpooled.copiedBuffer(piece, StandardCharsets.US_ASCII));
    }
    channel.finishAndReleaseAll();
    return recorder.messages;
  }

  private static final class Recorder extends MessageDecoder {

    private final List<String> messages = new ArrayList<>();
    private final StringBuilder message = new StringBuilder();

    @Override
    protected void onHead(ChannelHandlerContext context, Head head) {
      boolean right = head.has(Head.Token.of("x-upstream"), Head.Token.of("right"));
      message.append(head.status()).append(" right=").append(right).append(' ');
    }

    @Override
    protected void onBody(ChannelHandlerContext context, ByteBuf body, int count) {
      message.append(body.toString(body.readerIndex(), count, StandardCharsets.US_ASCII));
    }

    @Override
    protected void onEnd(ChannelHandlerContext context) {
      messages.add(message.toString());
      message.setLength(0);
    }
  }
}
