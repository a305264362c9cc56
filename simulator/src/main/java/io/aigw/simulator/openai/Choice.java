package io.aigw.simulator.openai;

import io.aigw.simulator.engine.FinishReason;
import io.aigw.simulator.engine.SequenceRequest;

/**
 * One of the answers to be generated.
 *
 * @param index among the answers of the request
 * @param firstOfPrompt whether it is the one by which its prompt is counted
 * @param sequence what the engine computes for it
 * @param seed decides its text
 */
public record Choice(int index, boolean firstOfPrompt, SequenceRequest sequence, long seed) {

  String token(int position) {
    return Vocabulary.word(seed, position);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sequence.outputTokens(); i++) {
      text.append(token(i));
    }
    return text.toString();
  }

  boolean isLast(int position) {
    return position == sequence.outputTokens() - 1;
  }

  String finishReason() {
    return sequence.finish() == FinishReason.STOP ? "stop" : "length";
  }
}
