package io.aigw.simulator.engine;

/**
 * Hears what becomes of a sequence, in events of the engine's timeline: must not block, may submit
 * and abort.
 */
public interface SequenceListener {

  /** A token of the answer is there; {@code index} counts from 0. */
  void token(int index);

  /** The last call for a sequence, also after an abort. */
  void finished(SequenceResult result);
}
