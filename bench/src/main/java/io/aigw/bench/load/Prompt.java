package io.aigw.bench.load;

import java.nio.charset.StandardCharsets;

/**
 * What a client asks. The field {@code model} stands behind the messages, where the official SDKs
 * put it: whoever wants to know the model has to read the whole body.
 */
public final class Prompt {

  /** The model that all requests name. */
  public static final String MODEL = "bench-model";

  private static final String TURN =
      "Consider the following report, line by line, and tell me what is wrong with it.\\n"
          + "The \\\"second\\\" column adds up to 1,024 and not to 1,000; the caf\u00e9 is closed on"
          + " Mondays.\\n\\tWhy was this not seen before, and by whom would it have been?\\n";

  private static final int TURN_LIMIT = 11_000;

  private Prompt() {}

  /**
   * A chat request.
   *
   * @param bytes the exact size of its body
   */
  public static byte[] chat(int bytes, boolean stream) {
    return chat(bytes, MODEL, stream);
  }

  /**
   * A chat request for a model.
   *
   * @param bytes the exact size of its body
   */
  public static byte[] chat(int bytes, String model, boolean stream) {
    String begin = "{\"messages\":[{\"role\":\"system\",\"content\":\"You answer in few words.\"}";
    String end =
        "],\"model\":\"%s\",\"temperature\":0.2,\"max_tokens\":256%s}"
            .formatted(model, stream ? ",\"stream\":true" : "");
    StringBuilder messages = new StringBuilder(begin);
    int room = bytes - begin.length() - end.length();
    String role = "user";
    while (room > 0) {
      String open = ",{\"role\":\"%s\",\"content\":\"".formatted(role);
      String close = "\"}";
      int text = Math.min(room, TURN_LIMIT) - open.length() - close.length();
      // a rest that no message fits into is filled with blanks, which JSON allows here
      if (text < 0) {
        messages.append(" ".repeat(room));
        break;
      }
      messages.append(open);
      appendText(messages, text);
      messages.append(close);
      room -= open.length() + text + close.length();
      role = role.equals("user") ? "assistant" : "user";
    }
    return messages.append(end).toString().getBytes(StandardCharsets.UTF_8);
  }

  /** As many bytes of text as asked for: whole turns, then single letters. */
  private static void appendText(StringBuilder to, int bytes) {
    int turnBytes = TURN.getBytes(StandardCharsets.UTF_8).length;
    int turns = bytes / turnBytes;
    to.repeat(TURN, turns);
    to.repeat("x", bytes - turns * turnBytes);
  }

  /** The whole HTTP request that carries a body. */
  public static byte[] request(byte[] body, boolean stream) {
    byte[] head =
        """
        POST /v1/chat/completions HTTP/1.1\r
        host: gateway.local\r
        user-agent: bench\r
        accept: %s\r
        authorization: Bearer sk-bench\r
        content-type: application/json\r
        content-length: %d\r
        \r
        """
            .formatted(stream ? "text/event-stream" : "application/json", body.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }
}
