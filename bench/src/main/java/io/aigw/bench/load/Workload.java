package io.aigw.bench.load;

import java.time.Duration;

/** The loads that all arms take. */
public enum Workload {
  CHAT("1 KB chat, 1,500 requests/s", Unit.REQUEST, 1024, 4) {
    @Override
    public Load load(Duration duration) {
      return new Load.OpenLoop(1500, 16, duration);
    }
  },
  SATURATED("1 KB chat, saturated (closed loop, 32 connections)", Unit.REQUEST, 1024, 3) {
    @Override
    public Load load(Duration duration) {
      return new Load.ClosedLoop(32, duration, Long.MAX_VALUE);
    }
  },
  STREAM("200 tokens, one every 5 ms, 20 streams/s", Unit.EVENT, 1024, 5) {
    @Override
    public Load load(Duration duration) {
      return new Load.OpenLoop(20, 60, duration);
    }
  },
  LONG("220 KB prompt, 100 requests/s", Unit.REQUEST, 220_000, 4) {
    @Override
    public Load load(Duration duration) {
      return new Load.OpenLoop(100, 8, duration);
    }
  },
  LONG_20("220 KB prompt, saturated (closed loop, 20 connections)", Unit.REQUEST, 220_000, 4) {
    @Override
    public Load load(Duration duration) {
      return new Load.ClosedLoop(20, duration, Long.MAX_VALUE);
    }
  },
  LONG_150("220 KB prompt, saturated (closed loop, 150 connections)", Unit.REQUEST, 220_000, 4) {
    @Override
    public Load load(Duration duration) {
      return new Load.ClosedLoop(150, duration, Long.MAX_VALUE);
    }
  };

  /** What CPU time is divided by. */
  public enum Unit {
    REQUEST,
    EVENT
  }

  /** How many tokens the upstream streams. */
  public static final int STREAM_TOKENS = 200;

  /** The time from one streamed token to the next. */
  public static final Duration TOKEN_INTERVAL = Duration.ofMillis(5);

  /** The usage and the end come after the tokens. */
  private static final int STREAM_EVENTS = STREAM_TOKENS + 2;

  private final String title;
  private final Unit unit;
  private final int bodyBytes;
  private final int seconds;

  Workload(String title, Unit unit, int bodyBytes, int seconds) {
    this.title = title;
    this.unit = unit;
    this.bodyBytes = bodyBytes;
    this.seconds = seconds;
  }

  public abstract Load load(Duration duration);

  public String title() {
    return title;
  }

  public Unit unit() {
    return unit;
  }

  /** How long one arm takes the load in one round of a full run. */
  public Duration duration() {
    return Duration.ofSeconds(seconds);
  }

  /** The body of the one request that is sent. */
  public byte[] body() {
    return Prompt.chat(bodyBytes, isStream());
  }

  public byte[] request() {
    return Prompt.request(body(), isStream());
  }

  /** The right answer, if it comes from the upstream of this name. */
  public Expectation expectation(String upstream) {
    return new Expectation(upstream, isStream() ? STREAM_EVENTS : 0);
  }

  private boolean isStream() {
    return unit == Unit.EVENT;
  }
}
