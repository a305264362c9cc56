package io.aigw.xds.server;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Real time; one daemon thread that hands tasks on to mailboxes. */
final class SystemTimer implements Timer, AutoCloseable {

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("xds-timer").factory());

  SystemTimer() {
    // what is still waiting when the server closes concerns streams that are gone
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void after(long nanos, Runnable task) {
    if (!executor.isShutdown()) {
      var _ = executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
