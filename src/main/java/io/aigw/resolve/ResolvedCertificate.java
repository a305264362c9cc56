package io.aigw.resolve;

import io.aigw.ir.Secret;
import java.util.Optional;

/**
 * What a Secret gives for a listener's certificate.
 *
 * @param certificate empty where there is a problem
 */
public record ResolvedCertificate(Optional<Secret> certificate, Optional<Problem> problem) {

  static ResolvedCertificate broken(String message) {
    return broken(new Problem(Problem.Reason.INVALID_CERTIFICATE_REF, message));
  }

  static ResolvedCertificate broken(Problem problem) {
    return new ResolvedCertificate(Optional.empty(), Optional.of(problem));
  }
}
