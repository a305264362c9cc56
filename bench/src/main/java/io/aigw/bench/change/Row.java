package io.aigw.bench.change;

/**
 * One figure of a scenario.
 *
 * @param what what was measured
 * @param measured the value with its unit
 * @param bar what it is held to; empty: nothing
 * @param kind what the figure depends on
 * @param met whether it keeps to the bar; true without one
 */
public record Row(
    String scenario, String what, String measured, String bar, Kind kind, boolean met) {

  /** What a figure depends on. */
  public enum Kind {
    /** On the gateway alone: it must hold at any size, on any machine. */
    CORRECTNESS,
    /** Also on the machine and what else it does. */
    COST
  }

  /** Says that a scenario could not be played to its end. */
  public static Row unplayed(String scenario, Throwable why) {
    return new Row(scenario, "played to its end", why.toString(), "yes", Kind.CORRECTNESS, false);
  }

  @Override
  public String toString() {
    return "%s: %s%s%s"
        .formatted(what, measured, bar.isEmpty() ? "" : " (bar " + bar + ")", met ? "" : " MISSED");
  }
}
