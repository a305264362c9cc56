package io.aigw.e2e.kit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The certificates of {@code src/test/resources/pki}. */
public final class Pki {
  private static final char[] PASSWORD = "none".toCharArray();

  private Pki() {}

  /** A file, for example {@code authority.crt}. */
  public static String text(String file) {
    try (InputStream in = Objects.requireNonNull(Pki.class.getResourceAsStream("/pki/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A certificate, for example {@code gateway}. */
  public static Certificate certificate(String name) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(
            new ByteArrayInputStream(text(name + ".crt").getBytes(StandardCharsets.US_ASCII)));
  }

  /** A server that has this certificate. */
  static SSLContext server(String name) throws GeneralSecurityException, IOException {
    byte[] key =
        Base64.getMimeDecoder().decode(text(name + ".key").replaceAll("-----[A-Z ]+-----", ""));
    PrivateKey privateKey =
        KeyFactory.getInstance(certificate(name).getPublicKey().getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(key));
    KeyStore store = empty();
    store.setKeyEntry(name, privateKey, PASSWORD, new Certificate[] {certificate(name)});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** A client that trusts the authority. */
  static SSLContext client() throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    store.setCertificateEntry("authority", certificate("authority"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
