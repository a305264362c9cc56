package io.aigw.operator.control;

import io.aigw.compile.Compilation;
import org.jspecify.annotations.Nullable;

/** Told about every round, on the control loop's thread, after its configuration was published. */
@FunctionalInterface
public interface RoundObserver {

  /**
   * A round is done.
   *
   * @param previous the round before; null for the first
   */
  void compiled(@Nullable Compilation previous, Compilation current);
}
