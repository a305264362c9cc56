package io.aigw.bench.load;

import java.time.Duration;

/** How requests are sent. */
public sealed interface Load {

  /** How many connections there are; each carries one request at a time. */
  int connections();

  /** For how long requests are sent; the last answers may take longer. */
  Duration duration();

  /** Requests at fixed moments, whether or not earlier ones have been answered. */
  record OpenLoop(double perSecond, int connections, Duration duration) implements Load {}

  /**
   * On every connection the next request when the last was answered, until the time is over or the
   * requests are sent.
   */
  record ClosedLoop(int connections, Duration duration, long requests) implements Load {}
}
