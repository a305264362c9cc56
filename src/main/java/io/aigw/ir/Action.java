package io.aigw.ir;

import java.time.Duration;
import java.util.List;

/** What becomes of a request. */
public sealed interface Action {

  /**
   * It goes to one of the targets, drawn by weight.
   *
   * @param targets those with a weight above 0; empty: every request gets an error of the server
   * @param timeout of the whole exchange; zero: none
   * @param idleTimeout without a byte in either direction; zero: none
   */
  record Forward(List<Target> targets, Duration timeout, Duration idleTimeout) implements Action {
    public Forward {
      targets = List.copyOf(targets);
    }

    /** Whether some of the requests have the model in their body changed. */
    public boolean rewritesModel() {
      return targets.stream().anyMatch(target -> target.modelRewrite().isPresent());
    }
  }

  /** It is answered by the gateway itself: its model is none that may be asked for here. */
  record ModelNotFound() implements Action {}
}
