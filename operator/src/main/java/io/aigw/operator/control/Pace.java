package io.aigw.operator.control;

import java.time.Duration;

/**
 * How changes are gathered into rounds.
 *
 * @param quiet a round starts when no change came for this long; the first change after such a time
 *     starts one at once
 * @param maximum a change waits no longer than this
 */
public record Pace(Duration quiet, Duration maximum) {

  /**
   * 2 ms of quiet, 10 ms at most: a round costs what changed, so there is little to be gained by
   * gathering more than what comes at once.
   */
  public static final Pace DEFAULT = new Pace(Duration.ofMillis(2), Duration.ofMillis(10));
}
