package io.aigw.e2e.kit;

/** Bodies of requests. */
public final class Chat {
  private static final String REST =
      "\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

  private Chat() {}

  /** A question to a model, answered with a few words. */
  public static String of(String model) {
    return "{\"model\":\"" + model + "\"," + REST;
  }

  /** The same, answered as a stream. */
  public static String streamed(String model) {
    return "{\"model\":\"" + model + "\",\"stream\":true," + REST;
  }
}
