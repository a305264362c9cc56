package io.aigw.bench.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of one upstream's answers.
 *
 * @param chat a whole answer with a body of 1 KB
 * @param streamHead the head of an answer in chunks
 * @param events the chunks of a stream, the last one ends it
 */
record Replies(ByteBuf chat, ByteBuf streamHead, List<ByteBuf> events) {

  private static final int CHAT_BYTES = 1024;
  private static final String IDENTITY =
      "\"id\":\"chatcmpl-bench\",\"created\":1790000000,\"model\":\"bench-model\"";

  /**
   * The answers of one server.
   *
   * @param name what the header {@code x-upstream} says
   * @param tokens how many tokens a stream has; one event each, then the usage, then the end
   */
  static Replies of(String name, int tokens) {
    String body = chatBody();
    ByteBuf chat =
        bytes(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-upstream: %s\r\ncontent-length: %d\r\n\r\n%s"
                .formatted(name, body.length(), body));
    ByteBuf streamHead =
        bytes(
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\nx-upstream: %s\r\ntransfer-encoding: chunked\r\n\r\n"
                .formatted(name));
    List<ByteBuf> events = new ArrayList<>();
    for (int i = 0; i < tokens; i++) {
      events.add(
          bytes(
              chunk(
                  "data: {%s,\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token%03d\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n"
                      .formatted(IDENTITY, i))));
    }
    events.add(
        bytes(
            chunk(
                "data: {%s,\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{\"prompt_tokens\":211,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n"
                    .formatted(IDENTITY, tokens, 211 + tokens))));
    events.add(bytes(chunk("data: [DONE]\n\n") + "0\r\n\r\n"));
    return new Replies(chat, streamHead, List.copyOf(events));
  }

  private static String chatBody() {
    String begin =
        "{%s,\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
            .formatted(IDENTITY);
    String end =
        "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":211,\"completion_tokens\":143,\"total_tokens\":354}}";
    String words = "a sound answer ".repeat(CHAT_BYTES);
    return begin + words.substring(0, CHAT_BYTES - begin.length() - end.length()) + end;
  }

  private static String chunk(String event) {
    return "%x\r\n%s\r\n".formatted(event.length(), event);
  }

  private static ByteBuf bytes(String ascii) {
    ByteBuf buffer = Unpooled.directBuffer(ascii.length());
    buffer.writeCharSequence(ascii, StandardCharsets.US_ASCII);
    return Unpooled.unreleasableBuffer(buffer);
  }
}
