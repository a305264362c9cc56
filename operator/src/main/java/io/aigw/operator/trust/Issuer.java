package io.aigw.operator.trust;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates, with keys on the curve P-256. */
public final class Issuer {

  /** How long an authority lasts. */
  static final Duration AUTHORITY = Duration.ofDays(730);

  /** How long what it signs lasts. */
  static final Duration LEAF = Duration.ofDays(30);

  /** For clocks that are not the same everywhere. */
  private static final Duration EARLIER = Duration.ofMinutes(5);

  private static final SecureRandom RANDOM = new SecureRandom();

  /** What a certificate is for. */
  public enum Purpose {
    SERVER,
    CLIENT;

    private KeyPurposeId id() {
      return switch (this) {
        case SERVER -> KeyPurposeId.id_kp_serverAuth;
        case CLIENT -> KeyPurposeId.id_kp_clientAuth;
      };
    }
  }

  private Issuer() {}

  /** An authority, which signs itself and nothing but leaves. */
  public static Credential authority(Instant now) {
    KeyPair keys = keys();
    X500Name name = new X500Name("CN=aigw " + Long.toHexString(RANDOM.nextLong()));
    try {
      JcaX509v3CertificateBuilder builder = builder(name, now, AUTHORITY, name, keys.getPublic());
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      return signed(builder, keys, keys);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A certificate that an authority signs.
   *
   * @param uri its subject's only alternative name
   */
  public static Credential leaf(Credential authority, String uri, Purpose purpose, Instant now) {
    return leaf(
        authority, new GeneralName(GeneralName.uniformResourceIdentifier, uri), purpose, now);
  }

  /** One for a server that clients know by its address. */
  public static Credential server(Credential authority, InetAddress address, Instant now) {
    return leaf(
        authority,
        new GeneralName(GeneralName.iPAddress, address.getHostAddress()),
        Purpose.SERVER,
        now);
  }

  private static Credential leaf(
      Credential authority, GeneralName subject, Purpose purpose, Instant now) {
    KeyPair keys = keys();
    Duration left = Duration.between(now, authority.end());
    X509Certificate issuer = authority.certificate();
    try {
      JcaX509v3CertificateBuilder builder =
          builder(
              X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()),
              now,
              left.compareTo(LEAF) < 0 ? left : LEAF,
              new X500Name("CN=aigw"),
              keys.getPublic());
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose.id()))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer))
          .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(subject));
      return signed(builder, keys, new KeyPair(issuer.getPublicKey(), authority.key()));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, Instant now, Duration lasting, X500Name subject, PublicKey key) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, RANDOM).add(BigInteger.ONE),
        Date.from(now.minus(EARLIER)),
        Date.from(now.plus(lasting)),
        subject,
        key);
  }

  private static Credential signed(
      JcaX509v3CertificateBuilder builder, KeyPair subject, KeyPair signer)
      throws GeneralSecurityException {
    try {
      return new Credential(
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()))),
          subject.getPrivate());
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
