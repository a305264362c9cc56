package io.aigw.xds.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes when a test says so. */
final class ManualTimer implements Timer {

  private record Task(long due, Runnable runnable) {}

  private final List<Task> tasks = new ArrayList<>();
  private long now = 1_000_000_000L;

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  public synchronized void after(long nanos, Runnable task) {
    tasks.add(new Task(now + nanos, task));
  }

  void pass(Duration duration) {
    List<Task> due;
    synchronized (this) {
      now += duration.toNanos();
      due =
          tasks.stream()
              .filter(task -> task.due <= now)
              .sorted(Comparator.comparingLong(Task::due))
              .toList();
      tasks.removeAll(due);
    }
    due.forEach(task -> task.runnable.run());
  }
}
