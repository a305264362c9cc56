package io.aigw.operator.trust;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The names in certificates: SPIFFE IDs, each the only URI among the subject's alternative names.
 * The trust domain is constant, because each installation has an authority of its own.
 */
public final class Identities {

  /** The controller's. */
  public static final String CONTROLLER = "spiffe://aigw/controller";

  private static final String GATEWAY = "spiffe://aigw/gateway/";
  private static final Integer URI = 6; // GeneralName, RFC 5280, 4.2.1.6

  private Identities() {}

  /**
   * Of a Gateway's Envoys.
   *
   * @param gateway {@code namespace/name}
   */
  public static String ofGateway(String gateway) {
    return GATEWAY + gateway;
  }

  /** The Gateway, {@code namespace/name}, whose Envoys have a certificate; empty: it is no such. */
  public static Optional<String> gateway(X509Certificate certificate) {
    return uri(certificate)
        .filter(uri -> uri.startsWith(GATEWAY))
        .map(uri -> uri.substring(GATEWAY.length()));
  }

  /** Whether a certificate is of this name and of no other. */
  public static boolean is(X509Certificate certificate, String uri) {
    return uri(certificate).filter(uri::equals).isPresent();
  }

  private static Optional<String> uri(X509Certificate certificate) {
    List<String> uris =
        names(certificate).stream()
            .filter(name -> URI.equals(name.getFirst()))
            .map(name -> String.valueOf(name.get(1)))
            .toList();
    return uris.size() == 1 ? Optional.of(uris.getFirst()) : Optional.empty();
  }

  private static Collection<List<?>> names(X509Certificate certificate) {
    try {
      return Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.of());
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
