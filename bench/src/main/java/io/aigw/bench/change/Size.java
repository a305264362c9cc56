package io.aigw.bench.change;

/** How much of a scenario is played. */
public enum Size {
  /** Some seconds: enough to see what must always hold. */
  SHORT,
  /** As large as the bars were set for: minutes. */
  LONG;

  /** One of two values. */
  int of(int inShort, int inLong) {
    return switch (this) {
      case SHORT -> inShort;
      case LONG -> inLong;
    };
  }
}
