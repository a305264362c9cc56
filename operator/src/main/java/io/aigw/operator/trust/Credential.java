package io.aigw.operator.trust;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** A certificate and its key. */
public record Credential(X509Certificate certificate, PrivateKey key) {

  public Instant end() {
    return certificate.getNotAfter().toInstant();
  }

  /** Whether less than a third of its time is left, so that it should be replaced. */
  public boolean isDue(Instant now) {
    Duration whole = Duration.between(certificate.getNotBefore().toInstant(), end());
    return Duration.between(now, end()).compareTo(whole.dividedBy(3)) < 0;
  }

  /** Of the key nothing. */
  @Override
  public String toString() {
    return "Credential[" + certificate.getSubjectX500Principal() + "]";
  }
}
