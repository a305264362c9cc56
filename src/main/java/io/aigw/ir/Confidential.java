package io.aigw.ir;

/**
 * Text that nobody may see but whom it is for: its own text form hides it, so that it gets into no
 * log, message or dump by way of a record that it is in.
 */
public final class Confidential {

  private final String text;

  public Confidential(String text) {
    this.text = text;
  }

  /** What is hidden. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Confidential confidential && confidential.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "(confidential)";
  }
}
