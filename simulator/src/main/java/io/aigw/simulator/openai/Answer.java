package io.aigw.simulator.openai;

import java.util.List;

/**
 * The answer to a request, planned but not yet computed: what the engine has to do for it, and how
 * it is written.
 */
public sealed interface Answer permits EmbeddingAnswer, StreamableAnswer {

  List<Choice> choices();

  /** The body of the whole answer. */
  byte[] whole(Usage usage);
}
