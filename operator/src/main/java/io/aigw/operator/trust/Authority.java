package io.aigw.operator.trust;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The installation's authority, and its succession: the next one is trusted by everybody for a
 * month before it signs, and the old one as long as it lasts. Immutable; pure but for the keys it
 * makes.
 *
 * @param trusted whom to trust, the one that signs among them
 * @param signer who signs
 * @param next who will sign later
 */
public record Authority(
    List<X509Certificate> trusted, Credential signer, Optional<Credential> next) {

  /** Everybody who is to be trusted. */
  public static final String BUNDLE = "ca.crt";

  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";
  private static final String NEXT_CERTIFICATE = "next.crt";
  private static final String NEXT_KEY = "next.key";

  /** Before the signer's end: when the next one is made, and when it takes over. */
  private static final Duration PREPARED = Duration.ofDays(90);

  private static final Duration REPLACED = Duration.ofDays(60);

  public Authority {
    trusted = List.copyOf(trusted);
  }

  /** A new one. */
  public static Authority create(Instant now) {
    Credential signer = Issuer.authority(now);
    return new Authority(List.of(signer.certificate()), signer, Optional.empty());
  }

  /** The one to go on with: this, or what comes after it by now. */
  public Authority at(Instant now) {
    if (now.isAfter(signer.end())) {
      return create(now); // nobody looked after it for months
    }
    List<X509Certificate> alive = new ArrayList<>(trusted);
    alive.removeIf(certificate -> certificate.getNotAfter().toInstant().isBefore(now));
    if (next.isPresent() && now.isAfter(signer.end().minus(REPLACED))) {
      return new Authority(alive, next.get(), Optional.empty());
    }
    if (next.isEmpty() && now.isAfter(signer.end().minus(PREPARED))) {
      Credential successor = Issuer.authority(now);
      alive.add(successor.certificate());
      return new Authority(alive, signer, Optional.of(successor));
    }
    return alive.size() == trusted.size() ? this : new Authority(alive, signer, next);
  }

  /** Whether a certificate was signed by the one that signs now. */
  public boolean signed(X509Certificate certificate) {
    try {
      certificate.verify(signer.certificate().getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** As a Secret's data. */
  public SequencedMap<String, String> text() {
    SequencedMap<String, String> text = new LinkedHashMap<>();
    text.put(BUNDLE, Pem.of(trusted));
    text.put(CERTIFICATE, Pem.of(List.of(signer.certificate())));
    text.put(KEY, Pem.of(signer.key()));
    next.ifPresent(
        successor -> {
          text.put(NEXT_CERTIFICATE, Pem.of(List.of(successor.certificate())));
          text.put(NEXT_KEY, Pem.of(successor.key()));
        });
    return text;
  }

  /**
   * Of a Secret's data; empty where there is nothing in it yet.
   *
   * @throws GeneralSecurityException if what is there cannot be read
   */
  public static Optional<Authority> parse(Map<String, String> text)
      throws GeneralSecurityException {
    Optional<Credential> signer = credential(text, CERTIFICATE, KEY);
    if (signer.isEmpty()) {
      return Optional.empty();
    }
    List<X509Certificate> trusted =
        Pem.certificates(text.getOrDefault(BUNDLE, text.getOrDefault(CERTIFICATE, "")));
    return Optional.of(
        new Authority(trusted, signer.get(), credential(text, NEXT_CERTIFICATE, NEXT_KEY)));
  }

  private static Optional<Credential> credential(
      Map<String, String> text, String certificate, String key) throws GeneralSecurityException {
    String chain = text.getOrDefault(certificate, "");
    String secret = text.getOrDefault(key, "");
    return chain.isEmpty() || secret.isEmpty()
        ? Optional.empty()
        : Optional.of(new Credential(Pem.certificates(chain).getFirst(), Pem.key(secret)));
  }
}
