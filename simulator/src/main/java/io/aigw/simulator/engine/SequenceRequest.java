package io.aigw.simulator.engine;

import org.jspecify.annotations.Nullable;

/**
 * One sequence to be computed. How long the answer will be is decided beforehand, as a real model's
 * weights would; the scheduler does not look at it.
 *
 * @param adapter the LoRA adapter to be used, or null for the base model
 * @param promptTokens at least 1
 * @param outputTokens 0 for an embedding, which ends with its prefill
 * @param finish why it will end: {@link FinishReason#STOP} or {@link FinishReason#LENGTH}
 * @param blockHashes of the full blocks from the beginning, each standing for its content and
 *     everything before it; may reach into the answer; blocks without a hash are never shared. The
 *     array is not copied and must not be changed.
 */
@SuppressWarnings("ArrayRecordComponent") // thousands of blocks a request; equality is not used
public record SequenceRequest(
    @Nullable String adapter,
    int promptTokens,
    int outputTokens,
    FinishReason finish,
    long[] blockHashes) {

  public SequenceRequest {
    if (promptTokens < 1 || outputTokens < 0) {
      throw new IllegalArgumentException("a sequence has a prompt, and no negative output");
    }
    if (finish == FinishReason.ABORT) {
      throw new IllegalArgumentException("an abort cannot be planned");
    }
  }
}
