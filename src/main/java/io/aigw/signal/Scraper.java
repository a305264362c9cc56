package io.aigw.signal;

import io.aigw.pick.Endpoint;
import io.aigw.pick.Pool;
import io.aigw.pick.Pools;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Asks model servers for their metrics, {@code GET /metrics} on the port that serves, again and
 * again for as long as a pool is asked about: every 50 ms while requests come (less often in a
 * large pool), every 2 s while none do, not at all where none came for ten minutes.
 *
 * <p>One thread asks all of them and waits for none, one question to an endpoint at a time: a
 * server that is slow is heard of less often, and delays no other. What was not heard of for 2 s is
 * forgotten.
 */
public final class Scraper implements Pools.Attendance, AutoCloseable {

  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How long it may take until a request in a quiet time is noticed. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** So that a large pool costs no more than some hundred questions a second. */
  private static final int ASKED_AT_ONCE = 25;

  /** So many times 200 ms are the 2 s after which each server is asked in a quiet time. */
  private static final int QUIET_TURNS = 10;

  /** How long after the last request a pool counts as busy. */
  private static final long BUSY_FOR_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long after the last request a pool is left alone; what is known of it is old then. */
  private static final long ASLEEP_AFTER_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("signals", true), NioIoHandler.newFactory());

  @Override
  public Runnable attend(Pool pool) {
    EventLoop loop = loops.next();
    Rounds rounds = new Rounds(pool, loop);
    loop.execute(rounds::next);
    return () -> loop.execute(rounds::end);
  }

  /** Asks nobody any more. */
  @Override
  public void close() {
    var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  /** Asks the endpoints of a pool in turns, so that not all of a large pool answer at once. */
  private static final class Rounds {

    private final Pool pool;
    private final EventLoop loop;
    private Map<Endpoint, ServerQuestions> asked = Map.of();
    private int round;
    private boolean ended;

    Rounds(Pool pool, EventLoop loop) {
      this.pool = pool;
      this.loop = loop;
    }

    void next() {
      if (ended) {
        return;
      }
      List<ServerQuestions> members = members();
      long quiet = System.nanoTime() - pool.lastAsked();
      boolean busy = quiet < BUSY_FOR_NANOS;
      if (quiet > ASLEEP_AFTER_NANOS) {
        members.forEach(ServerQuestions::forget);
      } else {
        int turns = busy ? Math.ceilDiv(members.size(), ASKED_AT_ONCE) : QUIET_TURNS;
        round++;
        for (int i = 0; i < members.size(); i++) {
          members.get(i).next(i % turns == round % turns);
        }
      }
      var _ = loop.schedule(this::next, busy ? BUSY_NANOS : QUIET_NANOS, TimeUnit.NANOSECONDS);
    }

    private List<ServerQuestions> members() {
      Map<Endpoint, ServerQuestions> before = asked;
      asked = new LinkedHashMap<>();
      for (Endpoint endpoint : pool.endpoints()) {
        ServerQuestions known = before.get(endpoint);
        asked.put(
            endpoint, known == null ? new ServerQuestions(pool.name(), endpoint, loop) : known);
      }
      before.forEach(
          (endpoint, questions) -> {
            if (!asked.containsKey(endpoint)) {
              questions.end();
            }
          });
      return new ArrayList<>(asked.values());
    }

    void end() {
      ended = true;
      asked.values().forEach(ServerQuestions::end);
    }
  }
}
