package io.aigw.resolve;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import java.util.Locale;

/**
 * The name by which clusters and listeners refer to a secret: {@code USE/NAMESPACE/NAME}.
 *
 * @param source the object that it is made of
 */
public record SecretName(Use use, ObjectKey source) {

  /** What it is for. */
  public enum Use {
    /** A header's value, of a BackendSecurityPolicy. */
    CREDENTIAL(Kind.BACKEND_SECURITY_POLICY),
    /** Whom a BackendTLSPolicy trusts. */
    AUTHORITIES(Kind.BACKEND_TLS_POLICY),
    /** A listener's certificate, of a Secret. */
    CERTIFICATE(Kind.SECRET);

    private final Kind source;

    Use(Kind source) {
      this.source = source;
    }
  }

  /** The name that a text is. */
  public static SecretName of(String text) {
    String[] parts = text.split("/", 3);
    Use use = Use.valueOf(parts[0].toUpperCase(Locale.ROOT));
    return new SecretName(use, new ObjectKey(use.source, parts[1], parts[2]));
  }

  @Override
  public String toString() {
    return use.name().toLowerCase(Locale.ROOT) + "/" + source.qualifiedName();
  }
}
