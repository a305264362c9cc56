package io.aigw.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of a load, all of it on one thread. */
final class LoadRun {

  private final Expectation expectation;
  private final ByteBuf request;
  private final EventLoop loop;
  private final Schedule schedule;
  private final Duration limit;
  private final ArrayDeque<ClientConnection> idle = new ArrayDeque<>();
  private final CompletableFuture<LoadResult> result = new CompletableFuture<>();

  private final Durations latency = new Durations();
  private final Durations firstByte = new Durations();
  private final Map<String, Long> wrong = new HashMap<>();
  private long start;
  private int connections;
  private int inFlight;
  private long events;
  private boolean timerSet;

  LoadRun(Load load, Expectation expectation, ByteBuf request, EventLoop loop, Duration patience) {
    this.expectation = expectation;
    this.request = request;
    this.loop = loop;
    this.schedule = new Schedule(load);
    this.limit = load.duration().plus(patience);
  }

  Expectation expectation() {
    return expectation;
  }

  CompletableFuture<LoadResult> start(Collection<ClientConnection> connected) {
    loop.execute(
        () -> {
          idle.addAll(connected);
          connections = connected.size();
          start = System.nanoTime();
          after(limit.toNanos(), this::giveUp);
          sendWhatIsDue();
        });
    return result;
  }

  void answerBegan(long due) {
    firstByte.add(now() - due);
  }

  void answered(
      ClientConnection connection, long due, int status, boolean rightUpstream, int eventCount) {
    inFlight--;
    latency.add(now() - due);
    events += eventCount;
    if (status != 200) {
      count("status " + status);
    } else if (!rightUpstream) {
      count("another upstream");
    } else if (eventCount != expectation.events()) {
      count("another number of events");
    }
    idle.add(connection);
    sendWhatIsDue();
  }

  void lost(ClientConnection connection) {
    connections--;
    if (!idle.remove(connection)) {
      inFlight--;
      count("connection lost");
    }
    sendWhatIsDue();
  }

  private void sendWhatIsDue() {
    long now = now();
    while (!idle.isEmpty() && !schedule.isOver(now)) {
      long due = schedule.next(now);
      if (due > now) {
        wakeAfter(due - now);
        return;
      }
      schedule.sent();
      inFlight++;
      idle.remove().send(request, due);
    }
    if (connections == 0 || (inFlight == 0 && schedule.isOver(now))) {
      finish();
    }
  }

  private void wakeAfter(long nanos) {
    if (timerSet) {
      return;
    }
    timerSet = true;
    after(
        nanos,
        () -> {
          timerSet = false;
          sendWhatIsDue();
        });
  }

  private void giveUp() {
    if (!result.isDone()) {
      wrong.merge("no answer", (long) inFlight, Long::sum);
      finish();
    }
  }

  private void finish() {
    result.complete(
        new LoadResult(
            latency.count(),
            events,
            Map.copyOf(wrong),
            Duration.ofNanos(now()),
            latency,
            firstByte));
  }

  private void count(String what) {
    wrong.merge(what, 1L, Long::sum);
  }

  private long now() {
    return System.nanoTime() - start;
  }

  private void after(long nanos, Runnable task) {
    var _ = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }
}
