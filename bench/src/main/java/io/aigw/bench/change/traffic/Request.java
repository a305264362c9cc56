package io.aigw.bench.change.traffic;

import io.aigw.bench.load.Prompt;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a request.
 *
 * @param head first line and headers with the empty line after them
 */
public record Request(ByteBuf head, ByteBuf body) {

  private static final int CHAT_BYTES = 1024;

  /** A chat request of 1 KB. */
  public static Request chat(String model) {
    return chat(model, "accept: application/json");
  }

  /** A chat request of 1 KB with a header, as {@code name: value}. */
  public static Request chat(String model, String header) {
    return of(Prompt.chat(CHAT_BYTES, model, false), "application/json", header);
  }

  /** A chat request that asks for an event stream. */
  public static Request stream(String model) {
    return of(
        Prompt.chat(CHAT_BYTES, model, true), "application/json", "accept: text/event-stream");
  }

  /** A chat request with a large body. */
  public static Request largeChat(String model, int bytes) {
    return of(Prompt.chat(bytes, model, false), "application/json", "accept: application/json");
  }

  /**
   * A body that the gateway need not read, for a route that a header chooses: it goes on to the
   * backend as it comes.
   */
  public static Request blob(String header, int bytes) {
    return of(new byte[bytes], "application/octet-stream", header);
  }

  private static Request of(byte[] body, String contentType, String header) {
    String head =
        """
        POST /v1/chat/completions HTTP/1.1\r
        host: gateway.local\r
        content-type: %s\r
        content-length: %d\r
        %s\r
        \r
        """
            .formatted(contentType, body.length, header);
    return new Request(constant(head.getBytes(StandardCharsets.US_ASCII)), constant(body));
  }

  /** Bytes that are sent many times. */
  private static ByteBuf constant(byte[] bytes) {
    return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes));
  }
}
