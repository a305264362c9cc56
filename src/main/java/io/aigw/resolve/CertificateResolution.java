package io.aigw.resolve;

import io.aigw.api.ObjectKey;
import io.aigw.api.Secret;
import io.aigw.ir.Confidential;
import io.aigw.resource.Lookup;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A Secret as a listener's certificate: a chain in PEM and the key to its first certificate. What
 * Envoy would refuse is found here, and what it gets is written anew, so that nothing else of a
 * Secret can get there.
 */
final class CertificateResolution {

  private CertificateResolution() {}

  static ResolvedCertificate of(ObjectKey key, Lookup objects) {
    Optional<Secret> secret = objects.get(Secret.class, key);
    if (secret.isEmpty()) {
      return ResolvedCertificate.broken(key + " does not exist");
    }
    Optional<String> chainText = secret.get().text(Secret.CERTIFICATE);
    Optional<String> keyText = secret.get().text(Secret.PRIVATE_KEY);
    if (chainText.isEmpty() || keyText.isEmpty()) {
      return ResolvedCertificate.broken(
          "%s needs a certificate under the key %s and its private key under %s"
              .formatted(key, Secret.CERTIFICATE, Secret.PRIVATE_KEY));
    }
    List<X509Certificate> chain;
    try {
      chain = Pem.certificates(chainText.get());
    } catch (CertificateException e) {
      return unreadable(key, Secret.CERTIFICATE);
    }
    if (chain.isEmpty()) {
      return unreadable(key, Secret.CERTIFICATE);
    }
    if (!KeyPair.isSupported(chain.getFirst().getPublicKey())) {
      return ResolvedCertificate.broken(
          "%s: the certificate's key is none that Envoy takes: RSA of 2048 bits or more, or ECDSA on P-256, P-384 or P-521"
              .formatted(key));
    }
    PrivateKey privateKey;
    try {
      privateKey = KeyPair.privateKey(keyText.get(), chain.getFirst().getPublicKey());
      if (!KeyPair.belong(privateKey, chain.getFirst().getPublicKey())) {
        return mismatch(key);
      }
      return new ResolvedCertificate(
          Optional.of(
              new io.aigw.ir.Secret.Certificate(
                  Pem.text(chain),
                  new Confidential(Pem.text("PRIVATE KEY", privateKey.getEncoded())))),
          Optional.empty());
    } catch (IllegalArgumentException e) {
      return unreadable(key, Secret.PRIVATE_KEY);
    } catch (GeneralSecurityException e) {
      return mismatch(key);
    }
  }

  private static ResolvedCertificate unreadable(ObjectKey key, String what) {
    return ResolvedCertificate.broken("%s: %s is no PEM that can be read".formatted(key, what));
  }

  private static ResolvedCertificate mismatch(ObjectKey key) {
    return ResolvedCertificate.broken(
        "%s: %s is not the private key of the first certificate in %s"
            .formatted(key, Secret.PRIVATE_KEY, Secret.CERTIFICATE));
  }
}
