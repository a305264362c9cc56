package io.aigw.operator.kubernetes.status;

import io.aigw.api.ObjectKey;
import io.aigw.status.Condition;

/** Whether a Gateway's Envoys have its configuration. Threadsafe. */
@FunctionalInterface
public interface ProgrammedState {

  Outcome of(ObjectKey gateway);

  /** An outcome. */
  sealed interface Outcome {

    /** Sent, and not answered yet: what was said before still stands. */
    record Unsettled() implements Outcome {}

    /** Every Envoy that is connected has taken it. */
    record Programmed() implements Outcome {}

    /** There is no Envoy that could. */
    record Waiting(String message) implements Outcome {}

    /** Whatever Envoys say, it cannot be reached or served. */
    record Hindered(Condition obstacle) implements Outcome {}

    /** An Envoy refused it. */
    record Rejected(String message) implements Outcome {}
  }
}
