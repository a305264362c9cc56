package io.aigw.xds.server;

/** The passing of time, replaceable in tests. */
interface Timer {

  /** Nanoseconds since some fixed moment. */
  long nanos();

  /** Runs a task that does not block once this many nanoseconds have passed. */
  void after(long nanos, Runnable task);
}
