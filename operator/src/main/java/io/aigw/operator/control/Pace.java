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

  /** 10 ms of quiet, 100 ms at most. */
  public static final Pace DEFAULT = new Pace(Duration.ofMillis(10), Duration.ofMillis(100));
}
