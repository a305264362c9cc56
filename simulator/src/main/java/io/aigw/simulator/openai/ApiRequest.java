package io.aigw.simulator.openai;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, whichever endpoint it came to.
 *
 * @param model the name as it stands in the body; null if there is none
 * @param prompts what is to be answered, each on its own
 * @param maxTokens the limit of each answer, at least 1
 * @param minTokens how long each answer is at least
 * @param ignoreEos whether an answer goes on until its limit
 * @param choices how many answers each prompt gets
 * @param includeUsage whether a stream of chunks ends with the usage
 * @param continuousUsage whether every chunk carries the usage so far
 * @param dimensions of an embedding
 * @param base64 whether an embedding is encoded instead of listed
 */
record ApiRequest(
    @Nullable String model,
    List<Prompt> prompts,
    OptionalInt maxTokens,
    int minTokens,
    boolean ignoreEos,
    int choices,
    boolean stream,
    boolean includeUsage,
    boolean continuousUsage,
    OptionalInt dimensions,
    boolean base64) {

  /** A conversation, or a text without roles. */
  sealed interface Prompt {}

  /** Texts said by somebody, in order. */
  record Conversation(List<Message> messages) implements Prompt {}

  record Text(String text) implements Prompt {}

  /** A text that was cut into tokens by the client. */
  record TokenIds(List<Integer> ids) implements Prompt {}

  /** All texts of a message, whatever its parts are, one after the other. */
  record Message(String role, String text) {}
}
