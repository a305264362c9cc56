package io.aigw.simulator.openai;

import io.aigw.simulator.engine.FinishReason;
import io.aigw.simulator.engine.SequenceRequest;
import io.aigw.simulator.openai.ApiRequest.Conversation;
import io.aigw.simulator.openai.ApiRequest.Prompt;
import io.aigw.simulator.openai.ApiRequest.Text;
import io.aigw.simulator.openai.ApiRequest.TokenIds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the answers to a request will be: the prompt as blocks, the answer's text and its
 * length. The same request gets the same answers from every server with the same seed. Of the mean
 * length one half is fixed and the other distributed exponentially.
 *
 * @param blockTokens the size of the engine's blocks
 * @param maxModelLength how many tokens prompt and answer may have together
 * @param meanOutputTokens of answers that no limit cuts
 */
public record Planner(int blockTokens, int maxModelLength, int meanOutputTokens, long seed) {
  private static final int BEGIN_OF_TEXT = 0x01;
  private static final int END_OF_TURN = 0x02;
  private static final int DEFAULT_TEXT_COMPLETION_TOKENS = 16;

  /**
   * Plans the answers to a request.
   *
   * @param adapter the adapter that gives them, or null for the base model
   */
  List<Choice> plan(Endpoint endpoint, ApiRequest request, @Nullable String adapter)
      throws ApiException {
    List<Choice> choices = new ArrayList<>();
    for (Prompt prompt : request.prompts()) {
      BlockHasher tokens = tokenize(prompt);
      int limit = outputLimit(endpoint, request, tokens.count());
      for (int i = 0; i < request.choices(); i++) {
        choices.add(
            choice(
                choices.size(),
                i == 0,
                tokens.copy(),
                length(request, tokens, i, limit),
                limit,
                adapter));
      }
    }
    return choices;
  }

  private static Choice choice(
      int index,
      boolean firstOfPrompt,
      BlockHasher tokens,
      int length,
      int limit,
      @Nullable String adapter) {
    int promptTokens = tokens.count();
    long seed = BlockHasher.mix(tokens.state() + index);
    for (int i = 0; i < length; i++) {
      tokens.text(Vocabulary.word(seed, i)); // so that the next turn of a conversation finds it
    }
    FinishReason finish = length < limit || limit == 0 ? FinishReason.STOP : FinishReason.LENGTH;
    long salt = adapter == null ? 0 : adapter.hashCode();
    return new Choice(
        index,
        firstOfPrompt,
        new SequenceRequest(adapter, promptTokens, length, finish, tokens.hashes(salt)),
        seed);
  }

  private BlockHasher tokenize(Prompt prompt) {
    BlockHasher tokens = new BlockHasher(blockTokens);
    tokens.token(BEGIN_OF_TEXT);
    switch (prompt) {
      case Conversation conversation -> {
        for (var message : conversation.messages()) {
          tokens.token(message.role().hashCode());
          tokens.text(message.text());
          tokens.token(END_OF_TURN);
        }
        tokens.token("assistant".hashCode());
      }
      case Text text -> tokens.text(text.text());
      case TokenIds ids -> ids.ids().forEach(tokens::token);
    }
    return tokens;
  }

  private int outputLimit(Endpoint endpoint, ApiRequest request, int promptTokens)
      throws ApiException {
    int room = maxModelLength - promptTokens;
    int limit =
        switch (endpoint) {
          case EMBEDDINGS -> 0;
          case COMPLETIONS -> request.maxTokens().orElse(DEFAULT_TEXT_COMPLETION_TOKENS);
          case CHAT, RESPONSES -> request.maxTokens().orElse(Math.max(room, 0));
        };
    if (limit > room || (limit == 0 && endpoint != Endpoint.EMBEDDINGS)) {
      throw ApiException.badRequest(
          "input_tokens",
          ("This model's maximum context length is %d tokens. However, you requested %d output"
                  + " tokens and your prompt contains at least %d input tokens, for a total of at"
                  + " least %d tokens. Please reduce the length of the input prompt or the number"
                  + " of requested output tokens.")
              .formatted(maxModelLength, limit, promptTokens, (long) limit + promptTokens));
    }
    return limit;
  }

  private int length(ApiRequest request, BlockHasher prompt, int index, int limit) {
    if (request.ignoreEos()) {
      return limit;
    }
    long random = BlockHasher.mix(BlockHasher.mix(prompt.state() ^ seed) + index);
    double uniform = ((random >>> 11) + 1) * 0x1p-53;
    long natural = Math.round(meanOutputTokens * (0.5 - 0.5 * Math.log(uniform)));
    return (int) Math.min(limit, Math.max(natural, Math.max(1, request.minTokens())));
  }
}
