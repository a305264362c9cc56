package io.aigw.operator.local;

/** Something is missing on this machine; the message is one line that says what, and what helps. */
public final class Unavailable extends Exception {

  private static final long serialVersionUID = 1;

  public Unavailable(String message) {
    super(message);
  }
}
