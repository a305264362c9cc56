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
 * @param metrics a whole answer with a page of metrics, as long as that of a model server
 * @param streamHead the head of an answer in chunks
 * @param events the chunks of a stream, the last one ends it
 */
record Replies(ByteBuf chat, ByteBuf metrics, ByteBuf streamHead, List<ByteBuf> events) {

  private static final int CHAT_BYTES = 1024;
  private static final int METRICS = 40;
  private static final int BUCKETS = 20;
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
    return new Replies(chat, metricsPage(), streamHead, List.copyOf(events));
  }

  /** What is looked for stands between what is not, as on a real page: some 60 KB. */
  private static ByteBuf metricsPage() {
    StringBuilder page = new StringBuilder();
    for (int i = 0; i < METRICS; i++) {
      page.append("# HELP vllm:other_%d Something that nobody looks for.\n".formatted(i));
      page.append("# TYPE vllm:other_%d histogram\n".formatted(i));
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        page.append(
            "vllm:other_%d_bucket{engine=\"0\",le=\"%d.0\",model_name=\"bench-model\"} 0.0\n"
                .formatted(i, bucket));
      }
      if (i == METRICS / 2) {
        for (String name :
            List.of("num_requests_running", "num_requests_waiting", "kv_cache_usage_perc")) {
          page.append("vllm:%s{engine=\"0\",model_name=\"bench-model\"} 0.0\n".formatted(name));
        }
      }
    }
    return bytes(
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain; version=0.0.4\r\ncontent-length: %d\r\n\r\n%s"
            .formatted(page.length(), page));
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
