package io.aigw.status;

/**
 * One condition of an object.
 *
 * @param type for example {@code Accepted}
 * @param reason in CamelCase, of the API's own vocabulary
 * @param message what to do, for a reader who knows only the object; empty where there is nothing
 *     to say
 */
public record Condition(String type, State state, String reason, String message) {

  /** A condition's {@code status}. */
  public enum State {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** As the API writes it. */
    @Override
    public String toString() {
      return text;
    }
  }

  public static Condition isTrue(String type, String reason, String message) {
    return new Condition(type, State.TRUE, reason, message);
  }

  public static Condition isFalse(String type, String reason, String message) {
    return new Condition(type, State.FALSE, reason, message);
  }

  /** Whether it says that its object, or a part of that, was refused or does not resolve. */
  public boolean isProblem() {
    return switch (type) {
      case "Conflicted", "PartiallyInvalid" -> state == State.TRUE;
      case "Programmed" -> false; // comes by itself
      default -> state == State.FALSE;
    };
  }
}
