package io.aigw.xds.translate;

import java.time.Duration;
import java.util.function.IntUnaryOperator;

/**
 * What an installation decides about its Envoys.
 *
 * @param listenAddress the address that listeners bind
 * @param boundPort the port that an Envoy binds for a Gateway's port; must give the same answer for
 *     the same port for as long as the Envoy runs
 * @param maxRequestBytes the largest request body; a larger one is answered 413
 * @param longestUpload how long a request may take to arrive; a slower one is answered 408
 * @param systemAuthorities the file, where an Envoy runs, of the certificates that its system
 *     trusts; in PEM
 */
public record TranslatorSettings(
    String listenAddress,
    IntUnaryOperator boundPort,
    long maxRequestBytes,
    Duration longestUpload,
    String systemAuthorities) {

  /** 50 MiB. */
  public static final long DEFAULT_MAX_REQUEST_BYTES = 50L << 20;

  /** 10 minutes. */
  public static final Duration DEFAULT_LONGEST_UPLOAD = Duration.ofMinutes(10);

  /** Where Debian, and what is made of it, has them: Envoy's own images do. */
  public static final String DEFAULT_SYSTEM_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

  /** All addresses, ports as the Gateway names them, the default limits. */
  public static final TranslatorSettings DEFAULTS =
      new TranslatorSettings(
          "0.0.0.0",
          IntUnaryOperator.identity(),
          DEFAULT_MAX_REQUEST_BYTES,
          DEFAULT_LONGEST_UPLOAD,
          DEFAULT_SYSTEM_AUTHORITIES);
}
