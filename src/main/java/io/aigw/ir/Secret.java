package io.aigw.ir;

/**
 * What clusters and listeners refer to by a name, and which changes without them: whatever is
 * rotated.
 */
public sealed interface Secret {

  /** The value of a header that is set on requests. */
  record HeaderValue(Confidential value) implements Secret {}

  /**
   * A certificate of our own.
   *
   * @param chain in PEM, the certificate itself first
   * @param privateKey in PEM
   */
  record Certificate(String chain, Confidential privateKey) implements Secret {}

  /**
   * Whose certificates are trusted.
   *
   * @param certificates in PEM
   */
  record Authorities(String certificates) implements Secret {}
}
