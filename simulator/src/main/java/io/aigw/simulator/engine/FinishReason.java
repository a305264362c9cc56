package io.aigw.simulator.engine;

/** Why a sequence ended. */
public enum FinishReason {
  /** The model had said all it had to say. */
  STOP,
  /** The limit of the request or of the context was reached. */
  LENGTH,
  /** Nobody waited for it any more. */
  ABORT
}
