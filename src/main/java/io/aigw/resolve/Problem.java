package io.aigw.resolve;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Why something cannot be served as it was written.
 *
 * @param message what is wrong and what to do, naming objects and fields
 */
public record Problem(Reason reason, String message) {

  /** All that is wrong. */
  static String messages(List<Problem> problems) {
    return problems.stream().map(Problem::message).collect(Collectors.joining("; "));
  }

  /**
   * Reasons of the Gateway API's vocabulary for routes, listeners, policies and what they refer to;
   * and one for credentials, which it does not know.
   */
  public enum Reason {
    BACKEND_NOT_FOUND("BackendNotFound"),
    REF_NOT_PERMITTED("RefNotPermitted"),
    INVALID_KIND("InvalidKind"),
    UNSUPPORTED_PROTOCOL("UnsupportedProtocol"),
    UNSUPPORTED_VALUE("UnsupportedValue"),
    INVALID("Invalid"),
    CONFLICTED("Conflicted"),
    INVALID_CA_CERTIFICATE_REF("InvalidCACertificateRef"),
    NO_VALID_CA_CERTIFICATE("NoValidCACertificate"),
    INVALID_CERTIFICATE_REF("InvalidCertificateRef"),
    INVALID_CREDENTIAL_REF("InvalidCredentialRef");

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
