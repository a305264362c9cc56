package io.aigw.resolve;

/**
 * Why something cannot be served as it was written.
 *
 * @param message what is wrong and what to do, naming objects and fields
 */
public record Problem(Reason reason, String message) {

  /** Reasons of the Gateway API's vocabulary for routes and what they refer to. */
  public enum Reason {
    BACKEND_NOT_FOUND("BackendNotFound"),
    REF_NOT_PERMITTED("RefNotPermitted"),
    INVALID_KIND("InvalidKind"),
    UNSUPPORTED_PROTOCOL("UnsupportedProtocol"),
    UNSUPPORTED_VALUE("UnsupportedValue");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** As a condition has it. */
    @Override
    public String toString() {
      return text;
    }
  }
}
