package io.aigw.simulator.openai;

import java.io.IOException;

/** An answer that can be written token by token, in the order of the methods here. */
public sealed interface StreamableAnswer extends Answer
    permits ChatAnswer, TextAnswer, ResponsesAnswer {

  /** Whether the request asks for a stream. */
  boolean streamed();

  /** What is sent before anything is computed. */
  void open(Events events) throws IOException;

  /** What is sent when the first token of any choice is there, before it. */
  void begin(Events events) throws IOException;

  /** A token of a choice. */
  void token(Choice choice, int position, Events events) throws IOException;

  /** The end. */
  void end(Usage usage, Events events) throws IOException;
}
