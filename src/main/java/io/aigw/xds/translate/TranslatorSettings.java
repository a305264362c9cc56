package io.aigw.xds.translate;

import java.util.function.IntUnaryOperator;

/**
 * What an installation decides about its Envoys.
 *
 * @param listenAddress the address that listeners bind
 * @param boundPort the port that an Envoy binds for a Gateway's port; must give the same answer for
 *     the same port for as long as the Envoy runs
 * @param systemAuthorities the file, where an Envoy runs, of the certificates that its system
 *     trusts; in PEM
 * @param secondProcessor whether an Envoy that loses its processor has somebody else to ask, as
 *     {@link Names#PROCESSOR_CLUSTER} in its bootstrap says: then a question is kept until it is
 *     answered, and asked again there
 */
public record TranslatorSettings(
    String listenAddress,
    IntUnaryOperator boundPort,
    RequestLimits requests,
    String systemAuthorities,
    boolean secondProcessor) {

  /** Where Debian, and what is made of it, has them: Envoy's own images do. */
  public static final String DEFAULT_SYSTEM_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

  /** All addresses, ports as the Gateway names them, and the controller beside the processor. */
  public static TranslatorSettings everywhere(RequestLimits requests) {
    return everywhere(requests, DEFAULT_SYSTEM_AUTHORITIES);
  }

  /** The same for Envoys whose system has its authorities elsewhere. */
  public static TranslatorSettings everywhere(RequestLimits requests, String systemAuthorities) {
    return new TranslatorSettings(
        "0.0.0.0", IntUnaryOperator.identity(), requests, systemAuthorities, true);
  }
}
